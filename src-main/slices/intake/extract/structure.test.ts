import { describe, expect, it } from 'vitest';
import type { TextFormat } from '#shared/model/document.ts';
import type { RequirementDraft } from '#shared/model/requirement.ts';
import { extractRequirements } from './extract.ts';

function read(text: string, mediaType: TextFormat = 'text/markdown'): RequirementDraft[] {
  return extractRequirements({ text, mediaType, firstNumber: 1 });
}

function texts(text: string, mediaType?: TextFormat): string[] {
  return read(text, mediaType).map((draft) => draft.text);
}

const STORY = 'As a member, I want to lend a tool, so that I need not buy it.';

describe('lists of fields', () => {
  it.each([
    ['Fields of a tool:', 'Fields of a tool'],
    ['**Attributes**', 'Attributes'],
    ['Room fields:', 'Room fields'],
    ['Each tool has the following fields:', 'Each tool'],
    ['Felder eines Werkzeugs:', 'Felder eines Werkzeugs'],
  ])('below "%s" are data under that name, not criteria of the story above', (title, heading) => {
    const drafts = read(`# T\n\n## Lend\n\n${STORY}\n\n${title}\n\n- name (required)\n- price (number)`);
    expect(drafts.map((draft) => [draft.kind, draft.text, draft.source.headings])).toEqual([
      ['functional', STORY, ['T', 'Lend']],
      ['data', 'name (required)', ['T', 'Lend', heading]],
      ['data', 'price (number)', ['T', 'Lend', heading]],
    ]);
  });

  it('end with the list', () => {
    const [, , after] = read(`# T\n\nFields:\n\n- a (text)\n- b (text)\n\nIt must be saved.`);
    expect(after?.source.headings).toEqual(['T']);
  });
});

describe('stories', () => {
  it('take the list right below, and what is told of them, as criteria', () => {
    const [draft, ...others] = read(
      `# T\n\n## Lend\n\n${STORY} The loan ends after 14 days.\n\n- The shelf is shown\n- A photo is taken`,
    );
    expect(others).toEqual([]);
    expect(draft?.acceptance).toEqual([
      'The loan ends after 14 days.',
      'The shelf is shown',
      'A photo is taken',
    ]);
  });

  it('are not weakened by their reason', () => {
    expect(read('As a member, I want to search so that I do not have to scroll.')[0]?.level).toBe('must');
  });

  it('begin below a numbered title in plain text', () => {
    expect(texts(`Story 1: Lend\n${STORY}\n\nStory 2: Scan a code\n\nNotes`, 'text/plain')).toEqual([
      STORY,
      'Story 2: Scan a code',
    ]);
  });
});

describe('tables', () => {
  it('give criteria from their column to the row, and leave out ids, grades and owners', () => {
    const table =
      '| ID | Prio | Requirement | Acceptance criteria | Owner |\n|-|-|-|-|-|\n| F-1 | Could | It prints | One page in 2 s | Ida |';
    expect(read(table).map(({ level, text, acceptance }) => [level, text, acceptance])).toEqual([
      ['could', 'It prints', ['One page in 2 s']],
    ]);
  });

  it('of roles and rights are one rule, of codes one requirement for each', () => {
    const roles = '| Role | Read | Write |\n|-|-|-|\n| guest | yes | no |';
    const codes = '| Code | Meaning |\n|-|-|\n| 404 | no such van |\n| 409 | van is taken |';
    expect(read(`# T\n\n${roles}\n\n${codes}`).map(({ kind, text }) => [kind, text])).toEqual([
      ['rule', 'Role | Read | Write; guest | yes | no'],
      ['interface', '404 | no such van'],
      ['interface', '409 | van is taken'],
    ]);
  });
});

describe('ids', () => {
  it.each(['FR-12', 'REQ 4.2', '[R7]', '/LF10/', 'NFR-SEC-3:', '1.2.3', 'B.2.4', '(a)'])(
    'in front of a requirement keep lines apart: %s',
    (id) => {
      expect(texts(`Requirements\n\n${id} It must start.\n${id} It must stop.`, 'text/plain')).toHaveLength(
        2,
      );
    },
  );
});

describe('scenarios', () => {
  const steps = '  Given a\n  When b\n  Then c';

  it('without a story or rule above are requirements with their steps', () => {
    const text = `Feature: Pay\n\nScenario: By card\n${steps}\n\nScenario: By cash\n${steps}`;
    for (const [found, headings] of [
      [read(text, 'text/plain'), ['Pay']],
      [read(`# T\n\n\`\`\`gherkin\n${text}\n\`\`\``), ['T', 'Pay']],
    ] as const)
      expect(found.map((draft) => [draft.text, draft.acceptance, draft.source.headings])).toEqual([
        ['By card', ['Given a When b Then c'], headings],
        ['By cash', ['Given a When b Then c'], headings],
      ]);
  });

  it('belong to the story of their feature, and to the rule above them', () => {
    const text = `Funktionalität: Zahlen\n  Als Kunde möchte ich zahlen.\n\n  Szenario: Bar\n  Angenommen a\n\n  Regel: Nur einmal\n  Szenario: Zweimal\n  Angenommen b`;
    expect(read(text, 'text/plain').map((draft) => [draft.text, draft.acceptance])).toEqual([
      ['Als Kunde möchte ich zahlen.', ['Szenario: Bar Angenommen a']],
      ['Nur einmal', ['Szenario: Zweimal Angenommen b']],
    ]);
  });

  it('are looked for only where there are steps', () => {
    expect(texts('Feature: dark mode\n\nThe app must be dark.', 'text/plain')).toEqual([
      'The app must be dark.',
    ]);
  });
});

describe('tickets', () => {
  it('are named by their summary where their description asks for nothing', () => {
    const ticket = (id: number, state: string, description: string) =>
      `AB-${id}  Story  ${state}\nSummary: Log out\nReporter: ida\nDescription:\n${description}\nComments:\nida: We should hurry.\n`;
    const text = [
      ticket(1, 'Open', 'See the mail.'),
      ticket(2, 'Open', 'The page must close.'),
      ticket(3, 'Closed', 'It must be red.'),
    ].join('\n');
    expect(texts(text, 'text/plain')).toEqual(['Log out', 'The page must close.']);
  });
});

describe('what people say', () => {
  it.each([
    [
      'in a letter, headers and signatures',
      'From: a@b.c\nSubject: The site must go\n\nThe site must stay.\nYou should call me.\n\n-- \nYou must delete this mail.',
      ['The site must stay.'],
    ],
    [
      'in minutes',
      '# Minutes of 3 May\n\n## Talk\n\nJo says people should hurry. We must ask Li.\n\n## Decisions\n\n- D1: It must run on phones.\n- D2: The next meeting is on Monday.',
      ['D1: It must run on phones.'],
    ],
    [
      'in a contract',
      '# Service agreement\n\n## Services\n\nThe shop shall be open. Notice must be given by either party.\n\n## Liability\n\nThe shop shall be liable.',
      ['The shop shall be open.'],
    ],
    [
      'of how things are',
      '# T\n\n## Background\n\nPasswords must be changed often. The service must be faster.',
      ['The service must be faster.'],
    ],
    ['of what changed', '# T\n\n## 1.2.0 (2024-03-01)\n\n- It must start', []],
    ['in a glossary', '# Glossary of the port\n\n## Terms\n\n- Pilot: must be on board', []],
  ])('binds nobody: %s', (_name, text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it('is told from what they decide', () => {
    expect(
      read('# ADR\n\n## Decision\n\nWe keep jobs in a table. We like it.').map(
        ({ level, text }) => `${level}: ${text}`,
      ),
    ).toEqual(['must: We keep jobs in a table.']);
  });

  it('is told from permission', () => {
    expect(
      read(
        '# T\n\n## Rules\n\n- Modules may be replaced\n- Players may change the answer\n- Lists may reveal what people read',
      ).map(({ level }) => level),
    ).toEqual(['could', 'could', 'must']);
  });
});
