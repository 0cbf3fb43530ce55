/** People of whom a document tells; what they must do is their affair. */
const PEOPLE = 'i|we|they|she|he|everybody|everyone|people|wir|ich|sie|man';
const OBLIGED =
  '(?:(?:agrees?|thinks?|knows?|hopes?|weiß|hofft) that .{0,60})?(?:\\w+ ){0,2}?(?:must|should|shall|ha(?:ve|s) to|needs? to|could|muss|müssen|sollten?|sollen?|darf|dürfen)';
const OF_PEOPLE = new RegExp(`^(?:[^,.;]{0,60}[,;] )?(?:${PEOPLE})\\s${OBLIGED}(?!\\p{L})`, 'iu');
const OF_YOU = /^(?:[^,.;]{0,60}[,;] )?(?:you|du|ihr|could you|can you|would you|please)(?!\p{L})/iu;
/** What people must do among themselves, wherever it stands. */
const AMONG_US =
  /\b(?:we|i|wir|ich) (?:\w+ )?(?:must|should|have to|need to|müssen|sollten|muss) (?:\w+ ){0,2}?(?:forget|do (?:this|that|it)|ask|talk|discuss|decide|check with|meet|remember|wait|think|make (?:this|that|the same) mistake|vergessen|besprechen|fragen|nachfragen|klären|reden)\b|\b(?:wir|ich) (?:\p{L}+ )?(?:müssen|muss|sollten) [^.,;]{0,60}(?:vergessen|besprechen|fragen|nachfragen|klären|reden)(?!\p{L})/iu;
const REPORTED =
  /^(?:\p{Lu}[\p{L}.-]+ ){1,2}(?:thinks?|thought|says?|said|believes?|asks?|asked|wants to know|meint|meinte|sagt|sagte|findet|fragt|fragte)(?!\p{L})/u;
const SAID_AT_END = /, (?:says?|said|sagt|meint) \p{Lu}\p{L}+\.?$/u;
const OF_SOMEBODY = /^(?:somebody|someone|jemand) /i;
const OF_THE_PRODUCT =
  /(?<!\p{L})(?:system|app|application|service|tool|software|product|solution|platform|website|site|program|device|anwendung|lösung|programm|dienst)(?!\p{L})/iu;
const RFC_WORD = /\b(?:MUST|SHALL|REQUIRED|SHOULD|MAY)\b/;
const OF_THE_MEETING =
  /^(?:[A-Z]\d+:? )?(?:the )?(?:next|nächste) (?:meeting|session|sitzung|besprechung|termin)(?!\p{L})/iu;
/** Whoever wants the contract, in the papers of a tender. */
const OF_BIDDERS =
  /^(?:[A-Z]?[\d.]+\s+)?(?:the |each |die |der |jeder )?(?:bidders?|tenderers?|bids|tenders|prices|bieter|angebote|preise)(?!\p{L})/iu;
/** How things are at the moment, instead of how they shall be. */
const OF_TODAY =
  /^(?:❌|current(?:ly)?\b|derzeit |zurzeit |momentan |bisher )|\b(?:is|are) not (?:yet )?implemented\b|(?<!\p{L})(?:noch )?nicht implementiert(?!\p{L})/iu;
const OF_THE_PAPER =
  /^document (?:no|number|id|version)\b|\bthis (?:decision|memo|record|adr|agreement)\b|\b(?:neither|either|both) part(?:y|ies)\b|\bgoverned by\b|\b(?:come into|remain in) force\b|\b(?:general )?terms\b[^.]{0,60}\bapply\b/i;

/** `strict` where the surroundings only inform, `told` where they tell how things are, `letter` in an e-mail. */
export type TalkPlace = { strict: boolean; told: boolean; letter: boolean };

/**
 * Whether a sentence tells of people, a meeting or the paper itself instead of the product. In an e-mail "you" is whoever
 * gets it.
 */
export function isTalk(clean: string, where: TalkPlace): boolean {
  if (
    OF_THE_MEETING.test(clean) ||
    OF_TODAY.test(clean) ||
    OF_BIDDERS.test(clean) ||
    OF_THE_PAPER.test(clean)
  )
    return true;
  const text = clean.slice(0, 400);
  if (AMONG_US.test(text) || REPORTED.test(text) || SAID_AT_END.test(text) || OF_SOMEBODY.test(text))
    return true;
  if (where.told && !OF_THE_PRODUCT.test(text) && !RFC_WORD.test(text)) return true;
  return (where.strict && OF_PEOPLE.test(text)) || (where.letter && OF_YOU.test(text));
}
