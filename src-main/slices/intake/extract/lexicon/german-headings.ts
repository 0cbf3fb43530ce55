import type { HeadingWords } from './heading-words.ts';

export const GERMAN_HEADINGS: HeadingWords = {
  skip: title(
    'inhalt|inhaltsverzeichnis|glossar|begriffe|begriffs(?:definitionen|bestimmungen)|definitionen|abkürzungen|abkürzungsverzeichnis|änderungen|änderungs(?:historie|verzeichnis|protokoll)|(?:versions|dokument(?:en)?)?historie|quellen|literatur(?:verzeichnis)?|referenzen|verweise|lizenz|danksagung|autoren|kontakt|ansprechpartner|beispiele?|anh[aä]ng\\p{L}*|offene (?:fragen|punkte)|fragen|nicht-?ziele|abgrenzung(?:skriterien)?|(?:außerhalb des|nicht im) (?:projekt)?umfangs?|nicht enthalten|ausblick|freigabe|wird nicht umgesetzt|test(?:fälle|szenarien)|bekannte (?:fehler|probleme)|fehlerbehebung|stärken|schwächen|(?:aktueller )?stand|risiken|alternativen|verworfen(?:e\\p{L}*)?|personas?|nächste schritte|nächster termin|rückblick|begrüßung|verschiedenes|teilnehmer(?:innen)?|tagesordnung|diskussion|maßnahmen|schritte zur reproduktion|meilensteine|zeitplan|unterschriften',
  ),
  weak: title(
    'einleitung|einführung|hintergrund|kontext|motivation|überblick|übersicht|zusammenfassung|zweck|vorwort|problem(?:stellung|beschreibung)?|ziele?|zielsetzung|zielgruppen?|annahmen|konventionen|umfang|beschreibung|hinweise?|anmerkungen|ausgangs(?:lage|situation)|ist-zustand|produkteinsatz|stand heute|bisheriger ablauf',
  ),
  told: title(
    'einleitung|einführung|hintergrund|kontext|motivation|problem(?:stellung|beschreibung)?|ausgangs(?:lage|situation)|ist-zustand|stand heute|bisheriger ablauf',
  ),
  speech: /^(?:(?:besprechungs|sitzungs|gesprächs)?protokoll|gesprächsnotiz|interview)(?!\p{L})/iu,
  legal: /\p{L}*vertrag(?!\p{L})|satzung|datenschutzerklärung|geschäftsbedingungen|(?<!\p{L})agb(?!\p{L})/iu,
  clauses: title(
    '(?:§ ?\\d+ )?(?:haftung|vergütung|gebühren|zahlung\\p{L}*|laufzeit(?: und kündigung)?|kündigung|schlussbestimmungen|gerichtsstand|gewährleistung|geheimhaltung|inkrafttreten|salvatorische klausel)',
  ),
  acceptance: /^(?:akzeptanz(?:kriteri|test)|abnahme(?:kriteri|test)?|szenari|fertig,? wenn)/iu,
  requirement:
    /anforderung|spezifikation|lastenheft|pflichtenheft|funktion|merkmale|anwendungsf[aä]ll|nutzergeschichte|regeln|verhalten|fähigkeiten|aufgaben|lieferumfang|^beschlüsse|ablauf(?!\p{L})|nachbedingung|produktdaten|(?:muss|soll|kann)-?kriteri|^(?:muss|soll|kann)\s?[/,]/iu,
  asksAsTitle: /anforderung|spezifikation|lastenheft|pflichtenheft|nutzergeschichte/iu,
  functional: /^funktional/iu,
  levels: [
    [level('muss|pflicht|zwingend|erforderlich|notwendig|kritisch|hohe?'), 'must'],
    [level('soll|sollte|wichtig|empfohlen|mittlere|mittel'), 'should'],
    [level('kann|könnte|darf|wunsch|wünschenswert|niedrige?'), 'could'],
  ],
  levelsWithin: [
    [/\((?:muss|pflicht|hoch)\)|priorität:? hoch/iu, 'must'],
    [/\((?:soll|mittel)\)|priorität:? mittel/iu, 'should'],
    [/\((?:kann|wunsch|niedrig)\)|priorität:? niedrig/iu, 'could'],
  ],
  kinds: [
    [
      /nicht-?\s?funktional|qualität|leistung|sicherheit|datenschutz|barrierefrei|benutzbar|zuverlässig|verfügbar|skalier|wartbar|protokollierung|überwachung/iu,
      'quality',
    ],
    [
      /randbedingung|rahmenbedingung|technologie|technische vorgaben|betrieb|rechtlich|gesetz/iu,
      'constraint',
    ],
    [/datenmodell|^daten(?!\p{L})|entität|datenfelder|attribute|speicherung|datenhaltung/iu, 'data'],
    [/schnittstelle|endpunkt|kommandozeile|befehle|fehlerbehandlung/iu, 'interface'],
    [/geschäftsregel|regeln|validierung|berechtigung|richtlinie/iu, 'rule'],
  ],
};

/** A heading that is one of these and nothing more. */
function title(words: string): RegExp {
  return new RegExp(`^(?:${words})[^\\p{L}]*$`, 'iu');
}

/** A heading that names nothing but a level: `Muss`, `Muss-Kriterien`, `Hohe Priorität`. */
function level(words: string): RegExp {
  return title(`(?:${words})(?:[- ]?(?:kriterien|anforderungen|ziele|funktionen|merkmale|priorität))?`);
}
