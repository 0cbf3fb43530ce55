import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MediaType } from '#shared/model/document.ts';
import type { RequirementDraft } from '#shared/model/requirement.ts';
import { extractRequirements } from './extract.ts';
import { cleanPassage } from './markup.ts';

function read(text: string, mediaType: MediaType = 'text/markdown'): RequirementDraft[] {
  return extractRequirements({ text, mediaType, firstNumber: 1 });
}

/** Level and text of each draft, in short. */
function brief(text: string, mediaType?: MediaType): string[] {
  return read(text, mediaType).map((draft) => `${draft.level}: ${draft.text}`);
}

function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

describe('a whole document', () => {
  it.each([
    ['lending-desk.md', 'text/markdown'],
    ['door-log.txt', 'text/plain'],
  ] as const)('yields what a careful person would list: %s', async (name, mediaType) => {
    const text = fixture(name);
    const drafts = read(text, mediaType);
    const listed = drafts.map(
      ({ key, level, kind, text: words, acceptance, source }) =>
        `${key} ${level} ${kind} | ${words} | line ${source.line}${acceptance.map((each) => `\n  - ${each}`).join('')}`,
    );
    await expect(`${listed.join('\n')}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.txt`);
    for (const { source, text: words } of drafts) {
      expect(cleanPassage(text.slice(source.start, source.end), mediaType)).toBe(words);
      expect(text.slice(0, source.start).split(/\r\n|\n|\r/).length).toBe(source.line);
    }
  });

  it('gives the same drafts with Windows line endings', () => {
    const text = fixture('lending-desk.md');
    const shape = (drafts: RequirementDraft[]) =>
      drafts.map(({ text: words, source, acceptance }) => [words, source.line, acceptance]);
    expect(shape(read(text.replaceAll('\n', '\r\n')))).toEqual(shape(read(text)));
  });

  it('counts offsets behind a byte order mark', () => {
    const [draft] = read('\ufeffThe app must start.');
    expect(draft?.source).toEqual({ start: 1, end: 20, line: 1, headings: [] });
  });

  it('numbers on from the given number', () => {
    const drafts = extractRequirements({
      text: '- It must a\n- It must b',
      mediaType: 'text/plain',
      firstNumber: 7,
    });
    expect(drafts.map((draft) => draft.key)).toEqual(['R-7', 'R-8']);
  });

  it('keeps the same words at two places apart', () => {
    const drafts = read('The app must start.\n\nThe app must start.');
    expect(drafts.map((draft) => draft.source.line)).toEqual([1, 3]);
  });

  it('remembers the headings above', () => {
    const text = '# Shop\n\n## Cart *now*\n\n### Sum\n\nIt must add up.\n\n## Till\n\nIt must open.';
    expect(read(text).map((draft) => draft.source.headings)).toEqual([
      ['Shop', 'Cart now', 'Sum'],
      ['Shop', 'Till'],
    ]);
  });
});

describe('levels', () => {
  it.each([
    ['The app MUST start.', 'must'],
    ['The app SHALL start.', 'must'],
    ['A PIN is REQUIRED.', 'must'],
    ['A PIN is RECOMMENDED.', 'should'],
    ['The app SHOULD start.', 'should'],
    ['The app MAY beep.', 'could'],
    ['Beeping is OPTIONAL.', 'could'],
    ['the app must not crash', 'must'],
    ['The app should not beep.', 'should'],
    ['Users cannot delete others.', 'must'],
    ['Users may not delete others.', 'must'],
    ['A login is not required.', 'could'],
    ['The app need not beep.', 'could'],
    ['The app could beep.', 'could'],
    ['A dark theme would be nice to have.', 'could'],
    ['The app MAY beep but MUST NOT blink.', 'must'],
    ['Clients MAY retry; they must wait.', 'could'],
    ['Use npm for packages.', 'must'],
    ['Do not store passwords.', 'must'],
    ['Try to keep it small.', 'should'],
    ['If possible, use one file.', 'should'],
    ['The app must start. (optional)', 'must'],
    ['- [should] The app must start', 'should'],
    ['- The app must start (Priority: Low)', 'could'],
    ['- Must: fast start', 'must'],
    ['When the day ends, the list is cleared.', 'should'],
    ['- A car has a plate (required, unique) and a colour (optional).', 'must'],
  ] as const)('%s -> %s', (text, level) => {
    expect(read(text).map((draft) => draft.level)[0]).toBe(level);
  });

  it.each([
    ['## Must have', 'must'],
    ['## Should have', 'should'],
    ['## Could', 'could'],
    ['## Nice-to-have', 'could'],
    ['## P2', 'should'],
    ['**Optional**', 'could'],
    ['Should have:', 'should'],
    ['## Requirements', 'must'],
    ['Optionally, the app does this:', 'could'],
  ] as const)('items below "%s" are %s', (heading, level) => {
    expect(read(`# T\n\n${heading}\n\n- dark theme\n- large print`).map((draft) => draft.level)).toEqual([
      level,
      level,
    ]);
  });

  it('lets a note on priority grade the requirement before it', () => {
    expect(brief('REQ-1: It shall a.\nPriority: low\nREQ-2: It shall b.')).toEqual([
      'could: REQ-1: It shall a.',
      'must: REQ-2: It shall b.',
    ]);
  });
});

describe('what binds nobody', () => {
  it.each([
    ['an empty document', ''],
    ['description', 'We like todos. The team was founded in 1999. Errors may occur.'],
    ['code', '```\nThe app must start.\n```\n\n    It must be indented.'],
    ['a comment', '<!--\nThe app must start.\n-->'],
    ['contents', '# T\n\n## Table of contents\n\n- [The app must start](#a)'],
    ['a change log', '# T\n\n## Changelog\n\n- The app must start faster.'],
    ['examples', '# T\n\n## Example\n\nThe app must start.'],
    ['what is out of scope', '# T\n\n## Out of scope\n\n- The app must fly.'],
    ['what will not be', "# T\n\n## Won't have\n\n- Flying"],
    ['an introduction', '# T\n\n## Introduction\n\nUsers should read this. Pressing a key opens it.'],
    ['a question', 'Must the app start?'],
    ['asides', 'See the docs. Note that users should wait. Let us know what must change.'],
    [
      'the RFC boilerplate',
      'The key words "MUST" and "SHOULD" are to be interpreted as described in RFC 2119.',
    ],
    [
      'links under requirements',
      '# T\n\n## Requirements\n\n- [Users must log in](a.md)\n- <https://must.example>',
    ],
    ['struck out items', '# T\n\n## Requirements\n\n- ~~Users must log in~~'],
    ['front matter', '---\ntitle: It must\n---\n'],
  ])('%s', (_name, text) => {
    expect(brief(text)).toEqual([]);
  });
});

describe('items', () => {
  it('splits an item whose sentences each oblige, and keeps explanations with theirs', () => {
    expect(brief('- The app must start. This takes time. It should also stop.')).toEqual([
      'must: The app must start. This takes time.',
      'should: It should also stop.',
    ]);
  });

  it('lets an item that only introduces speak through its children', () => {
    expect(
      brief('# T\n\n## Features\n\n- Account\n  - sign up\n  - log in\n- Users can:\n  1. add\n  2. drop'),
    ).toEqual(['must: sign up', 'must: log in', 'must: add', 'must: drop']);
  });

  it('takes details as criteria and obligations as requirements of their own', () => {
    const drafts = read(
      '- The app must accept a PIN\n  - four digits\n  - It must lock after three tries\n    - for an hour',
    );
    expect(drafts.map((draft) => [draft.text, draft.acceptance])).toEqual([
      ['The app must accept a PIN', ['four digits']],
      ['It must lock after three tries', ['for an hour']],
    ]);
  });

  it('keeps ids and tells lines with ids apart', () => {
    expect(
      brief(
        'FR-3 The app must start\nwhen the day begins.\n**NFR-PERF-1**: It must be fast.\n[US-4] Users can pay.',
      ),
    ).toEqual([
      'must: FR-3 The app must start when the day begins.',
      'must: NFR-PERF-1: It must be fast.',
      'should: [US-4] Users can pay.',
    ]);
  });

  it('does not take a wrapped word for an id', () => {
    expect(brief('The file must be read as\nUTF-8 and written as\nISO-8859 text.')).toHaveLength(1);
  });

  it('is not broken by code below an item', () => {
    expect(brief('- Use a constant:\n  ```js\n  must();\n  ```\n- Use tabs')).toEqual([
      'must: Use a constant:',
      'must: Use tabs',
    ]);
  });
});

describe('prose', () => {
  it('splits a paragraph into its obligations', () => {
    const text =
      'The due date, e.g. Monday, must show. It is red. Version 2.0 should blink. `x.y` must. not stop';
    expect(brief(text)).toEqual([
      'must: The due date, e.g. Monday, must show.',
      'should: Version 2.0 should blink.',
      'must: x.y must. not stop',
    ]);
  });

  it('tells what follows from events', () => {
    expect(
      brief('When there are no todos, `#main` should be hidden. Pressing Enter creates the todo.'),
    ).toEqual([
      'should: When there are no todos, #main should be hidden.',
      'should: Pressing Enter creates the todo.',
    ]);
  });

  it('joins what is said otherwise, and gives examples to the sentence before', () => {
    const [draft] = read('If it is late, use red. Otherwise, use green. For example, Monday is green.');
    expect(draft?.text).toBe('If it is late, use red. Otherwise, use green.');
    expect(draft?.acceptance).toEqual(['For example, Monday is green.']);
  });
});

describe('stories and criteria', () => {
  const STORY = 'As a user, I want to pay, so that it is mine.';

  it.each([
    ['a labelled list', `${STORY}\n\n**Acceptance criteria:**\n\n- a card works\n- cash works`],
    ['a heading', `## Pay\n\n${STORY}\n\n### Acceptance criteria\n\n- a card works\n- cash works`],
    ['children', `- ${STORY}\n  - Acceptance criteria:\n    - a card works\n    - cash works`],
    ['ids', `${STORY}\n\nAC-1: a card works\nAC-2: cash works`],
  ])('belong together through %s', (_name, text) => {
    const drafts = read(`# T\n\n${text}`);
    expect(drafts.map((draft) => draft.text)).toEqual([STORY]);
    expect(drafts[0]?.acceptance.map((each) => each.replace(/^AC-\d: /, ''))).toEqual([
      'a card works',
      'cash works',
    ]);
  });

  it('joins the steps of a scenario, in lists, lines and code', () => {
    const steps = ['Given a cart', 'When I pay', 'Then it is empty'];
    const whole = steps.join(' ');
    for (const text of [
      `${STORY}\n\n- ${steps.join('\n- ')}\n- Given b\n- Then c`,
      `${STORY}\n${steps.join('\n')}\n\nGiven b\nThen c`,
      `${STORY}\n\n\`\`\`gherkin\n${steps.join('\n')}\nGiven b\nThen c\n\`\`\``,
    ]) {
      expect(read(text).map((draft) => draft.acceptance)).toEqual([[whole, 'Given b Then c']]);
    }
  });

  it('turns criteria without a requirement before them into requirements', () => {
    expect(brief('# T\n\n## Acceptance criteria\n\n- cash works')).toEqual(['must: cash works']);
  });

  it('takes a heading with an id as a requirement only where nothing below it is one', () => {
    expect(
      brief(`# T\n\n### US-1: Pay\n\n${STORY}\n\n### US-2: Leave\n\nA way out.\n\n### US-3: Users must wait`),
    ).toEqual([`must: ${STORY}`, 'must: US-2: Leave', 'must: US-3: Users must wait']);
  });
});

describe('endpoint headings', () => {
  it('are requirements with what describes them', () => {
    const text =
      '# T\n\n### `POST /items`\n\nCreates an item. It must be fast.\n\n- `201` when created\n\n### GET /items\n';
    expect(read(text).map((draft) => [draft.kind, draft.text, draft.acceptance])).toEqual([
      ['interface', 'POST /items', ['Creates an item.', '201 when created']],
      ['functional', 'It must be fast.', []],
      ['interface', 'GET /items', []],
    ]);
  });
});

describe('tables', () => {
  it('takes each row of an endpoint table', () => {
    const drafts = read('| Method | Path |\n|---|---|\n| GET | `/a` |\n| POST | `/b` |');
    expect(drafts.map((draft) => [draft.kind, draft.text])).toEqual([
      ['interface', 'GET /a'],
      ['interface', 'POST /b'],
    ]);
  });

  it('takes each row of a table of fields', () => {
    const drafts = read('Field | Type\n--- | ---\nid | string\nkind | `a` \\| `b`\n\nText.');
    expect(drafts.map((draft) => [draft.kind, draft.text])).toEqual([
      ['data', 'id | string'],
      ['data', 'kind | a|b'],
    ]);
  });

  it('reads levels from a column of priorities and drops what will not be', () => {
    const rows = "| F-1 | reads | High |\n| F-2 | prints | Could |\n| F-3 | sings | Won't |";
    expect(brief(`| ID | Requirement | Priority |\n|:-|-|-:|\n${rows}`)).toEqual([
      'must: reads',
      'could: prints',
    ]);
  });

  it('takes a table as a whole where its rows say nothing without the header', () => {
    expect(
      brief('# T\n\n## Requirements\n\n| Role | Read |\n|---|---|\n| guest | yes |\n| owner | no |'),
    ).toEqual(['must: Role | Read; guest | yes; owner | no']);
  });

  it('leaves tables that only inform', () => {
    expect(brief('| City | Country |\n|---|---|\n| Bonn | DE |')).toEqual([]);
  });
});

describe('kinds', () => {
  it.each([
    ['The service must answer GET /todos.', 'interface'],
    ['The tool must accept --json.', 'interface'],
    ['A title must be unique.', 'rule'],
    ['A title must have at most 80 characters.', 'rule'],
    ['The page must load within 200 ms.', 'quality'],
    ['The service must be written in TypeScript.', 'constraint'],
    ['Each todo must have the fields id and title.', 'data'],
    ['Users must be able to leave.', 'functional'],
    ['# T\n\n## Security\n\n- Users log in', 'quality'],
    ['# T\n\n## Data model\n\n- a todo and its owner', 'data'],
  ] as const)('%s -> %s', (text, kind) => {
    expect(read(text).map((draft) => draft.kind)).toEqual([kind]);
  });
});

describe('plain text', () => {
  it('reads headings by their shape and leaves asterisks alone', () => {
    const text =
      'SHOP\n\n1. Features\n\n- pay *now*\n\n2. Out of scope\n\n- fly\n\nQuality\n=======\n\n- fast';
    expect(read(text, 'text/plain').map((draft) => [draft.text, draft.source.headings])).toEqual([
      ['pay *now*', ['SHOP', '1. Features']],
      ['fast', ['SHOP', 'Quality']],
    ]);
  });
});
