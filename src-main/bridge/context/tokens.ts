/** Bytes of English prose or code that come to one token. Tokenizers differ by a third in either direction. */
const BYTES_PER_TOKEN = 3.5;

/** How many tokens a text comes to: an estimate, the same for every agent. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** The beginning of a text that comes to at most so many tokens, cut at the end of a line where there is one. */
export function beginning(text: string, tokens: number): string {
  const bytes = Buffer.from(text.slice(0, Math.ceil(tokens * BYTES_PER_TOKEN)));
  // A letter that the cut went through is left out.
  const cut = new TextDecoder()
    .decode(bytes.subarray(0, Math.floor(tokens * BYTES_PER_TOKEN)))
    .replace(/\uFFFD$/, '');
  const line = cut.lastIndexOf('\n');
  return line > 0 ? cut.slice(0, line + 1) : cut;
}
