const MASKED = '[masked]';
/** Shorter values occur in ordinary text; masking them would only make it unreadable. */
const SHORTEST_SECRET = 6;

/** Shapes of keys that well-known services hand out: whatever looks like this is one. */
const KEYS: readonly { pattern: RegExp; put: string }[] = [
  {
    pattern: /-----BEGIN ([A-Z ]{0,30}PRIVATE KEY)-----[\s\S]{0,20000}?-----END \1-----/g,
    put: `-----BEGIN $1-----${MASKED}-----END $1-----`,
  },
  { pattern: /\bsk-[A-Za-z0-9_-]{16,}/g, put: `sk-${MASKED}` },
  { pattern: /\b(gh[pousr]_)[A-Za-z0-9]{20,}/g, put: `$1${MASKED}` },
  { pattern: /\bgithub_pat_\w{20,}/g, put: `github_pat_${MASKED}` },
  { pattern: /\bglpat-[\w-]{16,}/g, put: `glpat-${MASKED}` },
  { pattern: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, put: `$1${MASKED}` },
  { pattern: /\bAIza[\w-]{30,}/g, put: `AIza${MASKED}` },
  { pattern: /\b(xox[abeprs]-)[\w-]{10,}/g, put: `$1${MASKED}` },
];

/** The same, and the places where people write keys and passwords. */
const SHAPES: readonly { pattern: RegExp; put: string }[] = [
  ...KEYS,
  { pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, put: MASKED },
  { pattern: /\b(bearer|basic)(\s+)[\w.~+/=-]{8,}/gi, put: `$1$2${MASKED}` },
  { pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}:)[^\s/@]{1,200}@/gi, put: `$1${MASKED}@` },
  {
    pattern:
      /\b((?:[\w-]{0,40}[_-])?(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)["']?\s{0,3}[:=]\s{0,3})(?:"[^"\n]{1,500}"|'[^'\n]{1,500}'|[^\s"',;&]{3,500})/gi,
    put: `$1${MASKED}`,
  },
];

/**
 * Makes a function that takes secrets out of text: the given values wherever they stand, also URL-encoded or in
 * base64, and whatever has the shape of a well-known key. For logs, faults and everything that leaves the machine.
 */
export function createMask(secrets: Iterable<string> = []): (text: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(spellings);
  // The longest first, so that a secret which holds another leaves no rest.
  const values = [...new Set(known)].sort((a, b) => b.length - a.length);
  return (text) => {
    let masked = text;
    for (const value of values) masked = masked.replaceAll(value, MASKED);
    for (const { pattern, put } of SHAPES) masked = masked.replace(pattern, put);
    return masked;
  };
}

/** Whether a text holds what can only be a key. Milder than the mask: a line such as `password: x` is mostly code. */
export function holdsKey(text: string): boolean {
  return KEYS.some(({ pattern }) => text.search(pattern) !== -1);
}

function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];
}
