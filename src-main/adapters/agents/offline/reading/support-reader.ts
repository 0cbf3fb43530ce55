import type { Place, Supporting } from '../model.ts';
import { addFact, addKey, type Draft, type Reader } from './draft.ts';
import { leftover } from './scan.ts';
import type { Statement } from './statements.ts';

type SupportRule = { by: Supporting | 'loopbackTests'; when: RegExp; words: string };

const RULES: readonly SupportRule[] = [
  {
    by: 'readme',
    when: /\b(?:readme|documentation|documented|documents?|describe[sd]?)\b/i,
    words:
      'readme documentation documented documents document describe describes described all including includes example examples how start run use call curl install started project repository contain explain explains usage test tests build it endpoints http',
  },
  {
    by: 'architecture',
    when: /\barchitecture\b/i,
    words:
      'architecture document documented documentation describe describes described components diagram data flow overview project repository main interfaces entities risks',
  },
  {
    by: 'architecture',
    when: /\brfc ?2119\b/i,
    words:
      'words word key used read interpreted described meaning rfc 2119 rfc2119 required recommended optional not capitals document',
  },
  {
    by: 'ci',
    when: /\b(?:ci|continuous integration|github actions|every push|each push|pull requests?)\b/i,
    words:
      'ci continuous integration github actions workflow pipeline every push pull requests branch run runs test tests automatically automated all on must be executed built main commit suite',
  },
  {
    by: 'container',
    when: /\b(?:docker|dockerfile|container|containers|image)\b/i,
    words:
      'docker dockerfile container containers image images built build run runs running not root user non-root non as deployed deployable deployment packaged compose unprivileged delivered inside',
  },
  {
    by: 'loopbackTests',
    when: /\b(?:automated|unit|integration|end-to-end) tests?\b|\btests?\b.*\b(?:endpoint|rule)s?\b/i,
    words:
      'automated unit integration end-to-end end test tests tested covered validation rule rules all suite business cover covers by node built-in runner',
  },
];

/** Sentences that documents, configuration or the tests themselves answer. */
export const readSupporting: Reader = (statement, draft) => {
  for (const rule of RULES) {
    if (!rule.when.test(statement.text)) continue;
    const words = rule.words.split(/\s+/).flatMap((word) => [word, ...word.split('-')]);
    if (leftover(statement.text, words) !== '') continue;
    if (rule.by === 'loopbackTests') addFact(statement, draft, 'loopbackTests', { at: 'assembly' });
    else support(statement, draft, rule.by);
    return true;
  }
  return false;
};

function support(statement: Statement, draft: Draft, by: Supporting): void {
  const keys = draft.supporting.get(by) ?? [];
  addKey(keys, statement.key);
  draft.supporting.set(by, keys);
  const place: Place = { at: by };
  draft.place(statement, place);
}
