import type { Level, RequirementKind } from '#shared/model/requirement.ts';
import { classifyHeading, classifyTitle, type HeadingClass, isClause, type Stance } from './sections.ts';

/** Where in the document the reading stands. */
export type Place = {
  /** Headings above, outermost first. */
  headings: string[];
  /** The headings without those that only announce acceptance criteria: the place whose requirement they belong to. */
  owner: string[];
  prose: Stance;
  items: Stance;
  /** As `items`, but the title of the document alone does not make every table binding. */
  tables: Stance;
  /** Where it is told how things are: only what the product must do counts. */
  told?: boolean;
  /** Within a contract, where some headings name what binds its parties alone. */
  legal?: boolean;
  level?: Level;
  kind?: RequirementKind;
};

type Section = { depth: number; title: string; place: Place };

export type Outline = {
  place(): Place;
  /** `isTitle` when the heading names the document and others follow: text right below it only introduces. */
  enter(depth: number, title: string, isTitle: boolean): void;
};

/** Before the first heading. */
export const START: Place = {
  headings: [],
  owner: [],
  prose: 'neutral',
  items: 'neutral',
  tables: 'neutral',
};

export function createOutline(): Outline {
  const open: Section[] = [];
  const top = () => open[open.length - 1]?.place ?? START;
  return {
    place: top,
    enter(depth, title, isTitle) {
      while ((open[open.length - 1]?.depth ?? 0) >= depth) open.pop();
      const above = open[open.length - 1];
      const place = isTitle
        ? titlePlace(title)
        : below(above?.place ?? START, title, above?.place.items ?? 'neutral');
      open.push({ depth, title, place });
    },
  };
}

function titlePlace(title: string): Place {
  const says = classifyTitle(title);
  const named = { headings: [title], owner: [title] };
  if (says === 'skip') return { ...named, prose: 'skip', items: 'skip', tables: 'skip' };
  if (says === 'speech' || says === 'legal')
    return {
      ...named,
      prose: 'weak',
      items: 'weak',
      tables: 'weak',
      told: says === 'speech',
      legal: says === 'legal',
    };
  return { ...named, prose: 'weak', items: says, tables: 'neutral' };
}

function below(above: Place, title: string, inherited: Stance): Place {
  const own: HeadingClass = above.legal && isClause(title) ? { stance: 'skip' } : classifyHeading(title);
  const headings = [...above.headings, title];
  const stance = inherited === 'skip' || own.stance === 'neutral' ? inherited : own.stance;
  const level = own.level ?? above.level;
  const kind = own.kind ?? above.kind;
  return {
    headings,
    owner: own.stance === 'acceptance' ? above.owner : headings,
    prose: stance,
    items: stance,
    tables: inherited !== 'skip' && own.stance === 'neutral' ? above.tables : stance,
    ...(own.told || (above.told && stance === 'weak') ? { told: true } : {}),
    ...(above.legal ? { legal: true } : {}),
    ...(level === undefined ? {} : { level }),
    ...(kind === undefined ? {} : { kind }),
  };
}
