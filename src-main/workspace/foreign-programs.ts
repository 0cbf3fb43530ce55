/** What git is asked before a command that could start a program that the repository's own settings name. */
export const SETTINGS_QUESTION = [
  ...['config', '--includes', '--show-scope', '-z', '--get-regexp'],
  '^((filter|merge|diff|lfs|credential)\\.|core\\.sshcommand$)',
] as const;

/** The commands that look neither at files nor at other repositories: no setting makes them start anything. */
const START_NOTHING = new Set([
  ...['bundle', 'commit-tree', 'config', 'for-each-ref', 'init', 'ls-tree', 'merge-base', 'mktree', 'remote'],
  ...['rev-list', 'rev-parse', 'symbolic-ref', 'update-ref', 'write-tree'],
]);

export function canStartPrograms(args: readonly string[]): boolean {
  const [command = '', ...rest] = args;
  if (command === 'cat-file') return rest.some((arg) => /^--(f|te)/.test(arg));
  return !START_NOTHING.has(command) && !rest.includes('--no-filters');
}

/** Three-way merge as git itself does it; what it cannot merge stays as one side has it, and is a conflict. */
const PLAIN_MERGE =
  'git merge-file -q -L ours -L base -L theirs --marker-size=%L %A %O %B >/dev/null 2>&1 || exit 1';

/** Which settings name programs, and what they are set to where the user's own settings say nothing. */
const PROGRAMS: readonly [RegExp, string][] = [
  [/^filter\..*\.(clean|smudge|process)$/su, ''],
  [/^merge\..*\.driver$/su, PLAIN_MERGE],
  [/^diff\.(external|.*\.(command|textconv))$/su, ''],
  [/^lfs\.(extension\..*\.(clean|smudge)|(.*\.)?standalonetransferagent|customtransfer\..*\.path)$/su, ''],
  [/^core\.sshcommand$/u, 'ssh'],
];
const HELPER = /^credential\.(.*\.)?helper$/su;
/** The scopes that a repository cannot write. */
const TRUSTED = new Set(['system', 'global', 'command']);
const MOST = 500;

export type ForeignPrograms = {
  /** Variables that set each of the repository's programs to the user's own, or to a harmless one. */
  env: Readonly<Record<string, string>>;
  /** Whether reading or merging files would have started one. */
  forFiles: boolean;
};

/**
 * Reads the answer to `SETTINGS_QUESTION`; `undefined` when there is no way to switch the programs off one by one:
 * there are too many, or a name is no text.
 */
export function readForeignPrograms(answer: string): ForeignPrograms | undefined {
  const entries = readEntries(answer);
  const foreign = entries.filter(({ scope }) => !TRUSTED.has(scope));
  const own = entries.filter(({ scope }) => TRUSTED.has(scope) && scope !== 'command');
  const settings: [string, string][] = [];
  for (const key of new Set(foreign.map((entry) => entry.key))) {
    const harmless = PROGRAMS.find(([names]) => names.test(key))?.[1];
    if (harmless === undefined) continue;
    const value = own.findLast((entry) => entry.key === key)?.value ?? harmless;
    settings.push([key, value]);
    const filter = /^filter\.(.*)\.[a-z]+$/su.exec(key)?.[1];
    if (filter !== undefined && value === '') settings.push([`filter.${filter}.required`, 'false']);
  }
  const forFiles = settings.some(([key]) => key !== 'core.sshcommand');
  if (foreign.some(({ key }) => HELPER.test(key))) {
    // An empty helper forgets those before it.
    settings.push(['credential.helper', '']);
    for (const { key, value } of own) if (HELPER.test(key)) settings.push([key, value]);
  }
  if (settings.length > MOST || settings.some(([key]) => key.includes('\uFFFD'))) return undefined;
  return { env: asVariables(settings), forFiles };
}

/** Records of scope, key and value. A setting without a value has no line end after its key. */
function readEntries(answer: string): { scope: string; key: string; value: string }[] {
  const fields = answer.split('\0');
  const entries = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [key = '', ...lines] = (fields[at + 1] ?? '').split('\n');
    entries.push({ scope: fields[at] ?? '', key, value: lines.join('\n') });
  }
  return entries;
}

/** Not as `-c name=value`, where a name with `=` in it would be read as another one. */
function asVariables(settings: readonly (readonly [string, string])[]): Record<string, string> {
  if (settings.length === 0) return {};
  const variables = settings.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { ...Object.fromEntries(variables), GIT_CONFIG_COUNT: String(settings.length) };
}
