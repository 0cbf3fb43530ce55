import { readFileSync } from 'node:fs';
import type { Requirement } from '#shared/model/requirement.ts';

/** A document for tests, with the requirements that a reader would find in it. */
export type Fixture = {
  documents: { id: string; name: string; text: string }[];
  requirements: Requirement[];
};

/**
 * Reads a document in the plainest way: below the first heading each list item, table row and sentence is a requirement,
 * and list items after "Acceptance criteria:" belong to the requirement before. Enough for tests of what comes after.
 */
export function fixture(name: string, text: string): Fixture {
  const requirements: Requirement[] = [];
  let headings: { depth: number; title: string }[] = [];
  let isCriteria = false;
  let isHeader = true;
  const add = (passage: string, line: number) =>
    requirements.push(
      requirementOf(
        requirements.length + 1,
        passage,
        line,
        headings.map(({ title }) => title),
      ),
    );
  for (const [at, raw] of joinLines(text).entries()) {
    const heading = /^(#+)\s+(.*)$/.exec(raw);
    if (heading) {
      const depth = heading[1]?.length ?? 1;
      headings = [...headings.filter((each) => each.depth < depth), { depth, title: heading[2] ?? '' }];
    }
    if (heading || raw === '') isHeader = true;
    if (heading) isCriteria = false;
    const item = /^(?:[-*]|\d+\.)\s+(.*)$/.exec(raw)?.[1];
    if (heading || raw === '' || /^\|[-|: ]+$/.test(raw)) continue;
    if (/^acceptance criteria:$/i.test(raw)) isCriteria = true;
    else if (item !== undefined && isCriteria) requirements.at(-1)?.acceptance.push(item);
    else if (item !== undefined) add(item, at + 1);
    else if (raw.startsWith('|')) {
      if (!isHeader) add(raw, at + 1);
      isHeader = false;
    } else if (headings.length > 1)
      for (const sentence of raw.split(/(?<=\.)\s+(?=[A-Z])/)) add(sentence, at + 1);
  }
  return { documents: [{ id: 'doc_1', name, text }], requirements };
}

function joinLines(text: string): string[] {
  return text
    .replace(/([^\n.:|])\n(?=[a-zA-Z(])/g, '$1 ')
    .split('\n')
    .map((line) => line.trim());
}

export function requirementOf(
  number: number,
  text: string,
  line = number,
  headings: readonly string[] = [],
): Requirement {
  return {
    id: `req_${number}`,
    projectId: 'prj_1',
    runId: 'run_1',
    documentId: 'doc_1',
    key: `R-${number}`,
    text,
    kind: 'functional',
    level: /\b(?:should|recommended)\b/i.test(text) ? 'should' : /\bmay\b/i.test(text) ? 'could' : 'must',
    acceptance: [],
    source: { start: 0, end: text.length, line, headings: [...headings] },
    state: 'accepted',
    coverage: 'uncovered',
  };
}

/** Requirements of single sentences below a heading. */
export function sentences(heading: string, ...texts: string[]): Requirement[] {
  return texts.map((text, at) => requirementOf(at + 1, text, at + 1, ['A service', heading]));
}

export function bookings(): Fixture {
  const path = new URL('../../../../../assets/samples/bookings.md', import.meta.url);
  return fixture('bookings.md', readFileSync(path, 'utf8'));
}

export const notes = (): Fixture =>
  fixture(
    'notes-api.md',
    `# Requirements

## Notes

A note has a title (required, 1-80 characters), a body (up to 2000 characters), a priority (integer, 1 to 5, default 3) and a dueDate (date, optional).
Users can create, list, read, update and delete notes.
Titles must be unique.
Lists must accept \`limit\` (1 to 50, default 10) and \`offset\`.
Notes can be filtered by priority and sorted by title.
Invalid input must be answered with 422.
\`PUT /notes/{id}\` replaces a note.
`,
  );

export const tickets = (): Fixture =>
  fixture(
    'tickets.md',
    `# Ticket desk

## Tickets

A customer has a name (required, 1-80 characters).
A ticket has a title (required, 1-80 characters), a priority (low, normal or high, default normal), a status (open, pending, closed, default open) and a note (optional, at most 200 characters).
Every ticket belongs to a customer.
Users can create, list, read, update and delete tickets.
\`POST /tickets/{id}/close\` sets the status of a ticket to closed.
Only open tickets can be closed.
As an agent, I want to add, edit and delete macros with a text.
`,
  );

export const espresso = (): Fixture =>
  fixture(
    'espresso-machine.md',
    `# Espresso machine handbook

## Daily care

- The barista MUST rinse the group head every morning.
- The water tank must be filled with fresh water before the first coffee.
- The drip tray should be emptied when it is full.

## Safety

The steam wand gets hot. Children must not use the machine. The plug must be pulled before cleaning.
`,
  );

export const hostile = (): Fixture =>
  fixture(
    '../../etc/passwd.md',
    `# \`\${process.exit(1)}\` */ "Service" \u202e

## ../../etc

A class has a name (required, 1-20 characters), a \`constructor\` (required), a \`__proto__\` (string), a default (boolean) and a function (string, at most 10 characters).
A store has a new (required, one of 'a', \`b\`, c), a typeof (integer), an error (e-mail) and a $\{x} (string).
Users can create, list, read, update and delete classes and drop tables.
\`POST /../../etc/passwd\` creates a file.
\`GET /classes\` lists classes; */ process.exit(1); /*
\`POST /stores\` creates a store.
\`GET /stores?$\{process.exit()}=1\` lists stores.
- class: \`'; process.exit(1); //\`
- \`name\`: pattern \`^(a+)+$\`
- The name must match \`\`\` and </script> and {{constructor}}.
- Ünïcödé 設計 مرحبا must be \u0000 kept.
- The ${'a '.repeat(300)}must be b.

## Request

| Field | Type | Rules |
|---|---|---|
| \`length\` | integer | between 9 and 3 |
| \`then\` | string | unique |
| \`class\` | string | required, 5 to 2 characters |
| \`import\` | string | unique, pattern \`^[A-Z]{2}$\` |
| \`status\` | one of \`in\`, \`let\`, \`constructor\` | default nothing |
`,
  );
