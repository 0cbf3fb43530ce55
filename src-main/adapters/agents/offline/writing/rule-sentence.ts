import type { Entity, Rule } from '../model.ts';
import { capital } from '../reading/words.ts';

/** A rule in one sentence for people. */
export function ruleSentence(entity: Entity, rule: Rule, entities: readonly Entity[]): string {
  const answer = `otherwise the answer is ${rule.status}`;
  switch (rule.kind) {
    case 'order':
      return `${rule.later} has to be ${rule.orEqual ? 'on or ' : ''}after ${rule.earlier}; ${answer}.`;
    case 'duration': {
      const least = rule.minMinutes === undefined ? '' : ` at least ${rule.minMinutes}`;
      const most = rule.maxMinutes === undefined ? '' : ` at most ${rule.maxMinutes}`;
      return `From ${rule.start} to ${rule.end} it takes${least}${least && most ? ' and' : ''}${most} minutes; ${answer}.`;
    }
    case 'noOverlap': {
      const except = rule.ignore ? `, except where ${rule.ignore.field} is ${rule.ignore.value}` : '';
      return `No two of them with the same ${rule.by} overlap in time${except}; ${answer}.`;
    }
    case 'ignoredOverlap':
      return `What is ${rule.value} does not count.`;
    case 'notPast':
      return `${rule.field} must not be in the past; ${answer}.`;
    case 'withinReference':
      return `${rule.field} must not exceed ${rule.limit} of what ${rule.reference} names; ${answer}.`;
    case 'restrict': {
      const by = entities.find((each) => each.slug === rule.by)?.plural.replaceAll('-', ' ') ?? rule.by;
      return `${capital(entity.one)} that has ${by} cannot be removed; ${answer}.`;
    }
    case 'frozen':
      return `${capital(entity.one)} whose ${rule.field} is ${rule.value} cannot be changed; the answer is 409.`;
    case 'transition': {
      const from = rule.from.length === 0 ? '' : `, only from ${rule.from.join(' or ')}`;
      return `The action ${rule.action} sets ${rule.field} to ${rule.to}${from}.`;
    }
  }
}
