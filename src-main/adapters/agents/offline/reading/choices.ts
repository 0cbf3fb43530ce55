const CHOICE_NAMES =
  /(?:status|state|priority|type|kind|category|level|role|severity|size|stage|phase|mode|genre|colou?r|gender|urgency|difficulty)$/i;

const MARKS = /^(?:required|mandatory|optional(?:ly)?|unique|nullable|not required|default(?:s|ing)?\b.*)$/i;

/** Words that say how a value is stored or shown; none of them is a value. */
const NOT_VALUES =
  /^(?:string|text|integer|int|number|numeric|decimal|float|double|boolean|bool|flag|date|datetime|date-?time|time|timestamp|url|uri|link|e-?mail|uuid|guid|list|array|object|json|id|identifier|non-?empty|non-?negative|positive|immutable|generated|read-?only|indexed|searchable|sortable|filterable|encrypted|hidden|trimmed|etc|and|or|not|null|none)$/i;

const WORD = /^["']?\p{L}[\p{L}\p{N}_-]{0,39}["']?$/u;

/**
 * What stands in the parentheses after a field, with a bare list of its values spelled out: `low, normal or high,
 * default normal` becomes `one of low, normal, high , default normal`. A list without `or`, without a default among its words and
 * after a name that is no choice may as well be parts or remarks, and stays as it is.
 */
export function choicesSpelled(name: string, text: string): string {
  const parts = text.replace(/\)\s*$/, '').split(/\s*[,;]\s*/);
  const marks = parts.filter((part) => MARKS.test(part.trim()));
  const listed = parts.filter((part) => part.trim() !== '' && !MARKS.test(part.trim()));
  const values = listed.flatMap((part) =>
    part
      .trim()
      .replace(/^or\s+/i, '')
      .split(/\s+or\s+|\s*\/\s*/i),
  );
  const isList =
    values.length > 1 &&
    values.every((value) => WORD.test(value) && !NOT_VALUES.test(value.replace(/["']/g, '')));
  if (!isList) return text;
  const bare = values.map((value) => value.replace(/["']/g, '').toLowerCase());
  const standard = marks.flatMap((mark) => /^default\S*\s+(?:to |is )?["']?([\w-]+)/i.exec(mark)?.[1] ?? []);
  const isTold =
    CHOICE_NAMES.test(name) ||
    /(?:^|\s)or\s/i.test(text) ||
    standard.some((value) => bare.includes(value.toLowerCase()));
  return isTold ? `one of ${values.join(', ')} ; ${marks.join(' ; ')}` : text;
}
