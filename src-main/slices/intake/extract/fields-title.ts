const FIELDS = 'fields|attributes|properties|data fields|felder|datenfelder|attribute|eigenschaften';
/** `Fields of a tool:`, `Attributes:`, `Room fields:`, `Felder eines Werkzeugs:` */
const TITLE = new RegExp(
  `^(?:the )?(?:(?:[\\p{L}-]+ ){1,3})?(?:${FIELDS})(?: (?:of|for|von|für|eines|einer|des|der) [\\p{L} -]{1,40})?:?$`,
  'iu',
);
/** `A tool has the following fields:`, `Jedes Werkzeug hat folgende Felder:` */
const OWNER = new RegExp(
  `^((?:an?|each|every|the|jede[rs]?|ein|eine)\\s[\\p{L}-]+(?: [\\p{L}-]+)?) (?:(?:must|shall|should|muss|soll) )?(?:has|have|consists of|contains|includes|hat|besteht aus|enthält)\\b.{0,30}(?:${FIELDS}|haben)?:$`,
  'iu',
);

/** The words of a line above a list of fields that name whose fields they are; undefined for all other lines. */
export function fieldsTitle(clean: string): string | undefined {
  if (TITLE.test(clean)) return clean.replace(/:$/, '');
  return OWNER.exec(clean)?.[1];
}
