/** Verbs that requirements use, in their base form. As the first word of a sentence they make it an instruction. */
const BASE =
  'accept access achieve act activate adapt add adjust advance aggregate alert align allow answer append apply approve archive ask assign attach audit authenticate authorize avoid back-up backup ban base batch become begin block bring browse build bundle buffer cache calculate call cancel capture change charge check choose clean clear click close collapse collect combine come commit compare compile complete compress compute configure confirm connect consider consist contain continue convert copy count cover crash create customize deactivate decline decode decrypt deduct default define delay delete deliver deny deploy derive describe design destroy detect determine develop disable discard disconnect dismiss display distribute divide document double-click download drag draw drop edit emit enable encode encrypt end enforce enter ensure escape evaluate exceed exclude execute exit expand expire export expose fail fall fetch fill filter find finish fire flag focus follow force format forward generate get give go group grow guarantee guide halt handle hash have hide highlight hold host identify ignore implement import improve include increase increment index indicate infer inform inherit initialize inject insert inspect install integrate interrupt invalidate invite issue jump keep label launch lead leave let limit link list listen load localize lock log maintain make manage manually map mark mask match measure merge migrate minimize mirror modify monitor move name navigate normalize notify number obtain offer omit open optimize order organize output overwrite paginate parse pass pause perform permit persist pick pin place play pluralize point poll populate post prefer prefix present preserve prevent preview print prioritize process produce prompt propagate protect prove provide publish purge push put query queue quit raise re-try reach read recalculate receive recognize record recover redirect reduce refer reflect refresh refuse register reject release reload remain remember remind remove rename render reopen repeat replace reply report represent request require reserve reset resize resolve respect respond restart restore restrict result resume retain retrieve retry return reuse reveal revert review revoke roll rotate round route run save scale scan schedule scroll search secure see select send separate serve set share ship shorten show shut sign simulate skip sort specify split spread stamp start stay stop store stream strip submit subscribe suggest supply support suppress suspend swap switch sync synchronize tag take target tell terminate test throttle throw toggle track transfer transform translate transmit trigger trim truncate try turn type undo uninstall unlock unsubscribe update upgrade upload use utilize validate verify view wait warn work wrap write yield';

const IRREGULAR_PARTICIPLES =
  'shown hidden sent kept set built stored written read held left lost made met paid put run seen sold taken told thrown drawn driven given gone grown known chosen broken frozen forgotten split cut reset redone undone overwritten rebuilt found done cleared shut';

const INDICATIVE_ONLY = 'does has is are goes';

const bases = BASE.split(' ');

export const BASE_VERBS: ReadonlySet<string> = new Set(bases);

/** `creates`, `applies`, `pushes`: what something does. */
export const PRESENT_VERBS: ReadonlySet<string> = new Set([
  ...bases.map(thirdPerson),
  ...INDICATIVE_ONLY.split(' '),
]);

/** `created`, `applied`, `sent`: what is done to something. */
export const PARTICIPLES: ReadonlySet<string> = new Set([
  ...bases.flatMap(pastForms),
  ...IRREGULAR_PARTICIPLES.split(' '),
]);

function thirdPerson(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
}

function pastForms(verb: string): string[] {
  if (/[^aeiou]y$/.test(verb)) return [`${verb.slice(0, -1)}ied`];
  return verb.endsWith('e') ? [`${verb}d`] : [`${verb}ed`, `${verb}${verb.slice(-1)}ed`];
}
