import type { LanguageShare } from '../model/repository.ts';

export type ListedFile = { path: string; bytes: number };

/** Extension to language, for languages that programs are written in. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'TypeScript',
  tsx: 'TypeScript',
  mts: 'TypeScript',
  cts: 'TypeScript',
  js: 'JavaScript',
  jsx: 'JavaScript',
  mjs: 'JavaScript',
  cjs: 'JavaScript',
  py: 'Python',
  go: 'Go',
  rs: 'Rust',
  java: 'Java',
  kt: 'Kotlin',
  kts: 'Kotlin',
  scala: 'Scala',
  c: 'C',
  h: 'C',
  cc: 'C++',
  cpp: 'C++',
  hpp: 'C++',
  cs: 'C#',
  rb: 'Ruby',
  php: 'PHP',
  swift: 'Swift',
  dart: 'Dart',
  ex: 'Elixir',
  exs: 'Elixir',
  sh: 'Shell',
  sql: 'SQL',
  html: 'HTML',
  css: 'CSS',
  scss: 'CSS',
  vue: 'Vue',
  svelte: 'Svelte',
};

export function languageOf(path: string): string | undefined {
  const dot = path.lastIndexOf('.');
  const extension = dot <= path.lastIndexOf('/') ? '' : path.slice(dot + 1).toLowerCase();
  return Object.hasOwn(LANGUAGES, extension) ? LANGUAGES[extension] : undefined;
}

export function countLanguages(files: readonly ListedFile[]): LanguageShare[] {
  const found = new Map<string, LanguageShare>();
  for (const { path, bytes } of files) {
    const name = languageOf(path);
    if (name === undefined) continue;
    const share = found.get(name) ?? { name, files: 0, bytes: 0 };
    found.set(name, { name, files: share.files + 1, bytes: share.bytes + bytes });
  }
  return [...found.values()].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

/** Whether a path is that of a test, by the customs of the common languages. */
export function isTestPath(path: string): boolean {
  return /(^|\/)(tests?|__tests__|spec)\/|[._-](test|spec)\.[cm]?[jt]sx?$|(^|\/)test_[^/]+\.py$|_test\.(py|go)$|Tests?\.(java|kt|cs)$/.test(
    path,
  );
}
