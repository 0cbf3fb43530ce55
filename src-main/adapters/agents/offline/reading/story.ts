/** The wish of a user story without the role and the reason, which ask for nothing. */
export function withoutStory(text: string): string {
  return text
    .replace(
      /^as (?:an?|the) [^,]{1,60},?\s+(?:i|we) (?:want|need|would like|wish)(?: to be able)? to\s+/i,
      '',
    )
    .replace(/^(?:i|we) (?:want|need|would like|wish)(?: to be able)? to\s+/i, '')
    .replace(
      /,?\s+(?:so that|in order to|so)\s+(?:i|we|they|it|he|she|my|our|the|new|people|nobody|everybody)\b.*$/i,
      '',
    )
    .trim();
}
