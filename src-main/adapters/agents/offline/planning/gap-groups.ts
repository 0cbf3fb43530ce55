import type { Requirement } from '#shared/model/requirement.ts';
import { type Topic, topicOf } from '../reading/beyond.ts';

/** Requirements that the rules can do nothing for, of one topic. */
export type GapGroup = { slug: string; title: string; requirements: Requirement[] };

const LARGEST_GROUP = 10;
const SMALLEST_TOPIC = 2;

/** Groups requirements that no other task works on by topic, in balanced portions that a person can read in one go. */
export function gapGroups(requirements: readonly Requirement[]): GapGroup[] {
  const byTopic = new Map<Topic, Requirement[]>();
  const none = topicOf('');
  for (const requirement of requirements) {
    const topic = topicOf(`${requirement.text} ${requirement.acceptance.join(' ')}`);
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), requirement]);
  }
  for (const [topic, members] of [...byTopic]) {
    if (topic === none || members.length >= SMALLEST_TOPIC) continue;
    byTopic.delete(topic);
    byTopic.set(none, [...(byTopic.get(none) ?? []), ...members]);
  }
  return [...byTopic].flatMap(([topic, members]) => portions(topic, inOrder(members, requirements)));
}

function inOrder(members: readonly Requirement[], all: readonly Requirement[]): Requirement[] {
  return all.filter((requirement) => members.includes(requirement));
}

function portions(topic: Topic, members: readonly Requirement[]): GapGroup[] {
  const count = Math.ceil(members.length / LARGEST_GROUP);
  const size = Math.ceil(members.length / count);
  return Array.from({ length: count }, (_, at) => ({
    slug: count === 1 ? topic.slug : `${topic.slug}-${at + 1}`,
    title: count === 1 ? topic.title : `${topic.title}, part ${at + 1} of ${count}`,
    requirements: members.slice(at * size, (at + 1) * size),
  }));
}
