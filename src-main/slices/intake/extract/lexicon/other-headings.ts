import type { HeadingWords } from './heading-words.ts';

const REQUIREMENTS =
  /exigences?|cahier des charges|fonctionnalité|spécification|requisit[oi]s?|requerimiento|funcionalidad|especifica[cç]|funzionalità|specifiche|(?<!\p{L})eisen(?!\p{L})|vereisten|functionaliteit|specificatie|(?<!\p{L})krav|wymagani|požadavk|gereksinim|követelmény|vaatimu|требовани|вимоги|要件|要求|需求|機能|功能|요구\s?사항/iu;

/**
 * Headings of languages whose sentences are not understood: the items below them are kept, all as `must`. French, Spanish,
 * Portuguese, Italian, Dutch, Scandinavian, Polish, Czech, Turkish, Hungarian, Finnish, Russian, Ukrainian, Japanese,
 * Chinese, Korean.
 */
export const OTHER_HEADINGS: HeadingWords = {
  skip: /^(?:sommaire|table des matières|glossaire|annexes?|historique|hors périmètre|índice|glosario|glossário|anexos?|historial|fuera de alcance|fora do escopo|indice|glossario|allegati|fuori ambito|inhoudsopgave|bijlagen?|buiten scope|spis treści|słownik|содержание|глоссарий|目次|用語集|目录|术语|목차)[^\p{L}]*$/iu,
  acceptance:
    /^(?:critères d['’]acceptation|criterios de aceptación|critérios de aceitação|criteri di accettazione|acceptatiecriteria|acceptanskriterier|kryteria akceptacji|критерии при[её]мки|受け入れ基準|验收标准|인수 기준)/iu,
  requirement: REQUIREMENTS,
  asksAsTitle: REQUIREMENTS,
  levels: [],
  levelsWithin: [],
  kinds: [],
};
