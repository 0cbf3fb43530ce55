import { describe, expect, it } from 'vitest';
import { extractRequirements } from './extract.ts';
import { cleanPassage } from './markup.ts';

function read(text: string) {
  const drafts = extractRequirements({ text, mediaType: 'text/markdown', firstNumber: 1 });
  for (const { text: words, source } of drafts)
    expect(cleanPassage(text.slice(source.start, source.end), 'text/markdown')).toBe(words);
  return drafts;
}

function brief(text: string): string[] {
  return read(text).map((draft) => `${draft.level}: ${draft.text}`);
}

describe('German sentences', () => {
  it.each([
    ['Das System muss Tickets speichern.', 'must'],
    ['Passwörter müssen mindestens zwölf Zeichen lang sein.', 'must'],
    ['Ein Ticket darf nicht ohne Betreff gespeichert werden.', 'must'],
    ['Kunden dürfen fremde Tickets nicht sehen.', 'must'],
    ['Nur Administratoren dürfen Konten löschen.', 'must'],
    ['Pro Kunde dürfen höchstens fünf Tickets offen sein.', 'must'],
    ['Höchstens fünf offene Tickets sind erlaubt.', 'must'],
    ['Agenten können keine Tickets löschen.', 'must'],
    ['Für jede Änderung ist ein Protokolleintrag erforderlich.', 'must'],
    ['Alle Daten sind vor der Übertragung zu verschlüsseln.', 'must'],
    ['Die Frist ist einzuhalten.', 'must'],
    ['Der Dienst muss nicht bestätigte Konten nach einem Tag löschen.', 'must'],
    ['Wenn ein Ticket offen ist, muss der Agent es sehen.', 'must'],
    ['Damit muss der Export beginnen.', 'must'],
    ['Die Liste soll nach Datum sortiert werden.', 'should'],
    ['Die Suche sollte Tippfehler verzeihen.', 'should'],
    ['Der Kunde kann Anhänge hochladen.', 'could'],
    ['Das Lagermodul könnte Ziehen und Ablegen unterstützen.', 'could'],
    ['Der Kunde darf den Betreff ändern.', 'could'],
    ['Eine Anmeldung ist nicht erforderlich.', 'could'],
    ['Gäste müssen sich nicht anmelden.', 'could'],
    ['Wenn der Kunde antwortet, wird das Ticket geöffnet.', 'should'],
    ['Als Kunde möchte ich Tickets anlegen, damit ich Hilfe bekommen kann.', 'must'],
    [
      'Angenommen ein Ticket ist offen, wenn der Kunde antwortet, dann wird der Agent benachrichtigt.',
      'should',
    ],
    ['- [Soll] Die Liste muss schnell sein', 'should'],
    ['- Kann: dunkles Farbschema', 'could'],
    ['- Der Export muss laufen (Priorität: niedrig)', 'could'],
  ] as const)('%s -> %s', (text, level) => {
    expect(read(`# T\n\n${text}`).map((draft) => draft.level)).toEqual([level]);
  });

  it.each([
    'Man kann sagen, dass es gut läuft.',
    'Dabei können Fehler auftreten.',
    'Das könnte bedeuten, dass es regnet.',
    'Der Raum ist zu klein.',
    'Das Ziel ist leicht zu sehen.',
    'Der Soll-Zustand ist beschrieben.',
    'Muss das System schnell sein?',
    'Siehe auch das Handbuch, das man lesen sollte.',
  ])('bind nobody: %s', (text) => {
    expect(brief(`# T\n\n${text}`)).toEqual([]);
  });

  it('are told apart behind ordinals and abbreviations', () => {
    expect(
      brief('Nach dem 3. Fehlversuch muss das Konto gesperrt werden. Es darf z. B. Montag nicht öffnen.'),
    ).toEqual([
      'must: Nach dem 3. Fehlversuch muss das Konto gesperrt werden.',
      'must: Es darf z. B. Montag nicht öffnen.',
    ]);
  });
});

describe('a German document', () => {
  it.each([
    ['Muss', 'must'],
    ['Muss-Kriterien', 'must'],
    ['Sollkriterien', 'should'],
    ['Kann', 'could'],
    ['Hohe Priorität', 'must'],
    ['Wünschenswert', 'could'],
    ['Anforderungen', 'must'],
    ['Funktionale Anforderungen', 'must'],
    ['Muss/Soll/Kann', 'must'],
  ] as const)('has items below "%s" as %s', (heading, level) => {
    expect(brief(`# T\n\n## ${heading}\n\n- dunkles Schema`)).toEqual([`${level}: dunkles Schema`]);
  });

  it.each(['Inhaltsverzeichnis', 'Änderungshistorie', 'Glossar', 'Nicht im Umfang', 'Offene Fragen'])(
    'binds nobody below "%s"',
    (heading) => {
      expect(brief(`# Lastenheft\n\n## ${heading}\n\n- Das System muss fliegen.`)).toEqual([]);
    },
  );

  it('gives criteria and priority to the story before', () => {
    const story = 'Als Kunde möchte ich zahlen, damit es mir gehört.';
    const steps = ['Angenommen ein Korb ist voll', 'Wenn ich zahle', 'Dann ist er leer'];
    for (const title of ['### Akzeptanzkriterien', '**Akzeptanzkriterien:**']) {
      const [draft, ...others] = read(
        `# T\n\n## Zahlen\n\n${story}\n\nPriorität: mittel\n\n${title}\n\n- ${steps.join('\n- ')}\n- Karte geht`,
      );
      expect(others).toEqual([]);
      expect(draft).toMatchObject({
        text: story,
        level: 'should',
        acceptance: [steps.join(' '), 'Karte geht'],
      });
    }
  });

  it('speaks through lists that a sentence introduces', () => {
    expect(brief('# T\n\nDas System sollte folgende Formate lesen:\n\n- CSV\n- PDF')).toEqual([
      'should: CSV',
      'should: PDF',
    ]);
  });

  it('reads tables', () => {
    expect(
      brief(
        '# T\n\n| Nr. | Anforderung | Priorität |\n|-|-|-|\n| A1 | Suche | hoch |\n| A2 | Druck | niedrig |',
      ),
    ).toEqual(['must: Suche', 'could: Druck']);
  });
});

describe('a document in another language', () => {
  it.each([
    ['Exigences', "L'utilisateur peut se connecter"],
    ['Requisitos funcionales', 'El usuario puede entrar'],
    ['Requisiti', 'Il sistema salva i dati'],
    ['Eisen', 'De gebruiker kan inloggen'],
    ['Wymagania', 'System zapisuje dane'],
    ['Требования', 'Система сохраняет данные'],
    ['機能要件', 'ユーザーはログインできる'],
    ['需求', '用户可以登录'],
  ])('keeps the items below "%s"', (heading, item) => {
    expect(brief(`# T\n\n## ${heading}\n\n- ${item}`)).toEqual([`must: ${item}`]);
    expect(brief(`# ${heading}\n\n## A\n\n- ${item}`)).toEqual([`must: ${item}`]);
  });
});

describe('could', () => {
  it.each([
    'The warehouse module could support drag and drop.',
    'The import wizard could also suggest column names.',
    'Reports could be exported as PDF.',
    'When offline, the list could show what it knows.',
    'The report could show when the ticket was created.',
    'The page could have a dark mode.',
  ])('asks: %s', (text) => {
    expect(brief(`# T\n\n${text}`)).toEqual([`could: ${text}`]);
  });

  it.each([
    'The outage could have been avoided.',
    'The team could have asked.',
    'One could argue that this is fine.',
    'This could mean that the queue is full.',
    'A full disk could lead to data loss.',
    'Customers could not find their tickets.',
    'We wondered whether the module could do more.',
    'In the past, agents could see everything.',
    'No connection could be made by the old client.',
    'The optional callback tells of errors.',
    'EPERM (operation not permitted) is common.',
  ])('only tells: %s', (text) => {
    expect(brief(`# T\n\n${text}`)).toEqual([]);
  });
});

describe('limits', () => {
  it.each([
    ['At most 5 open tickets per customer are allowed.', 'must'],
    ['No more than 3 attempts are permitted.', 'must'],
    ['Only admins are allowed to delete accounts.', 'must'],
    ['No duplicate names are allowed.', 'must'],
    ['Empty names are not ever allowed.', 'must'],
    ['Users may open at most 5 tickets.', 'must'],
    ['Up to 10 attachments are allowed.', 'must'],
    ['Names are allowed to contain only letters.', 'must'],
    ['Duplicate names are allowed.', 'could'],
    ['It may be cached, and is called by children only.', 'could'],
    ['Read-only access is allowed.', 'could'],
    ['Not only admins are allowed to read.', 'could'],
  ] as const)('%s -> %s', (text, level) => {
    expect(read(`# T\n\n${text}`).map((draft) => draft.level)).toEqual([level]);
  });
});

describe('sentences', () => {
  it.each([
    ['The API must keep p99 latency below 5 s.', 'Backfills must not affect live traffic.'],
    ['It must answer within 200 ms.', 'Pages must load.'],
    ['It must start in 10 sec.', 'Pages must load.'],
    ['The file must stay below 5 M.', 'Pages must load.'],
    ['The default answer must be no.', 'Pages must load.'],
  ])('end behind "%s"', (first, second) => {
    expect(brief(`# T\n\n${first} ${second}`)).toEqual([`must: ${first}`, `must: ${second}`]);
  });

  it.each([
    'It must look like Fig. 3 and Sec. 4 say.',
    'It must be signed by Dr. Who.',
    'Rule no. 5 must hold.',
  ])('go on in "%s"', (text) => {
    expect(brief(`# T\n\n${text}`)).toEqual([`must: ${text}`]);
  });
});

describe('ids in tables', () => {
  it.each([
    ['| ID | Rule |\n|-|-|\n| A1 | Sessions are closed |', ['Sessions are closed']],
    ['| Requirement | Text |\n|-|-|\n| REQ-1 | It must start |', ['It must start']],
    ['| # | Story |\n|-|-|\n| 1.2 | It must start |', ['It must start']],
    ['| Encoding | Rule |\n|-|-|\n| UTF-8 | must be read |', ['UTF-8 | must be read']],
    ['| ID | Rule |\n|-|-|\n| Login | must be fast |', ['Login | must be fast']],
    ['| Key | Type |\n|-|-|\n| A1 | string |', ['A1 | string']],
  ])('are left out where they only name the row: %j', (table, texts) => {
    expect(read(`# T\n\n${table}`).map((draft) => draft.text)).toEqual(texts);
  });
});
