import { holdsKey } from '../../guard/mask.ts';
import { isSecretFile } from '../../guard/secret-files.ts';

/** Characters searched before the event loop gets its turn. */
const PIECE = 1_000_000;

/** The files that no agent is shown: by their name, or because they hold a key. */
export async function secretFiles(files: ReadonlyMap<string, string>): Promise<Set<string>> {
  const secret = new Set<string>();
  let searched = 0;
  for (const [path, text] of files) {
    if (isSecretFile(path) || holdsKey(text)) secret.add(path);
    searched += text.length;
    if (searched < PIECE) continue;
    searched = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return secret;
}
