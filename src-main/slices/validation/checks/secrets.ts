import { extname } from 'node:path/posix';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { Finding } from '#shared/model/check.ts';
import type { ChangedFile } from './check-context.ts';

const PRESET = '@secretlint/secretlint-rule-preset-recommend';

/** What a fixture with a made-up key says of itself. */
const HINT =
  'Take it out, put it into the environment, and replace it where it was real. A made-up key of a fixture is marked with ' +
  '`secretlint-disable-line` in a comment on its line.';

/** Keys, tokens and passwords in a file. The finding never holds the secret itself. */
export async function secretFindings({ path, text }: ChangedFile): Promise<Finding[]> {
  const ext = extname(path);
  const { messages } = await lintSource({
    source: { filePath: `/${path}`, content: text, contentType: 'text', ext },
    options: {
      locale: 'en',
      maskSecrets: true,
      config: { rules: [{ id: PRESET, rule: creator }] },
    },
  });
  const allowed = allowedLines(text);
  return messages
    .toSorted((a, b) => a.loc.start.line - b.loc.start.line)
    .filter((message) => !allowed.has(message.loc.start.line))
    .map(({ ruleId, messageId, loc, severity }) => ({
      severity,
      rule: `secrets/${ruleId.replace(/^.*secretlint-rule-/, '')}`,
      // The scanner's own words hold stars as many as the secret has characters; its length is nobody's business either.
      message: `This looks like a secret: ${messageId.replaceAll('_', ' ').toLowerCase()}`,
      file: path,
      line: loc.start.line,
      column: loc.start.column + 1,
      hint: HINT,
    }));
}

/** Lines marked as holding no real secret, in any language's comment, and the line after a `…-next-line`. */
function allowedLines(text: string): Set<number> {
  const allowed = new Set<number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.includes('secretlint-disable-line')) allowed.add(index + 1);
    if (line.includes('secretlint-disable-next-line')) allowed.add(index + 2);
  }
  return allowed;
}
