import { type Fault, fault } from './faults.ts';
import { listed } from './words.ts';

/** A node and the nodes that must be done before it. `weight` is its cost in any unit, 1 where it is not given. */
export type GraphNode = { id: string; dependsOn: readonly string[]; weight?: number };

export type CriticalPath = { ids: string[]; weight: number };

/** `direct` nodes name the node themselves; `indirect` ones wait for it through others. Both in the order of the nodes. */
export type Unblocked = { direct: string[]; indirect: string[] };

const NAMED_AT_MOST = 10;

/**
 * What is wrong with a graph: ids given twice, dependencies on nodes that are not there, a cycle.
 * The other functions here ignore dependencies on unknown nodes; they and this one are linear in nodes plus edges
 * and keep no call stack, so that chains of any length are safe.
 */
export function checkGraph(nodes: readonly GraphNode[]): Fault | undefined {
  const duplicates = duplicateIds(nodes);
  if (duplicates.length > 0) {
    return fault('invalid_input', `These ids are used more than once: ${listed(duplicates)}.`, {
      hint: 'Give every node its own id.',
    });
  }
  const ids = new Set(nodes.map((node) => node.id));
  const unknown = nodes.flatMap((node) =>
    node.dependsOn.filter((id) => !ids.has(id)).map((id) => `${node.id} depends on ${id}`),
  );
  if (unknown.length > 0) {
    return fault('invalid_input', `Some dependencies do not exist: ${listed(unknown)}.`, {
      hint: 'Add what is missing or remove the dependency.',
    });
  }
  const cycle = findCycle(nodes);
  if (cycle === undefined) return undefined;
  return fault('invalid_input', `These depend on each other in a circle: ${circle(cycle)}.`, {
    hint: 'Remove one of these dependencies; otherwise none of them can ever start.',
  });
}

/** The ids of one cycle, each depending on the next and the last on the first; undefined where there is none. */
export function findCycle(nodes: readonly GraphNode[]): string[] | undefined {
  const byId = index(nodes);
  const finished = new Set<string>();
  const placeOnPath = new Map<string, number>();
  for (const root of byId.values()) {
    const path: { node: GraphNode; next: number }[] = [];
    let entering: GraphNode | undefined = finished.has(root.id) ? undefined : root;
    while (entering !== undefined || path.length > 0) {
      if (entering !== undefined) {
        placeOnPath.set(entering.id, path.length);
        path.push({ node: entering, next: 0 });
        entering = undefined;
      }
      const top = path[path.length - 1];
      if (top === undefined) break;
      const dependency = top.node.dependsOn[top.next++];
      if (dependency === undefined) {
        finished.add(top.node.id);
        placeOnPath.delete(top.node.id);
        path.pop();
        continue;
      }
      const place = placeOnPath.get(dependency);
      if (place !== undefined) return path.slice(place).map((step) => step.node.id);
      if (!finished.has(dependency)) entering = byId.get(dependency);
    }
  }
  return undefined;
}

/** Nodes that are not done and whose dependencies all are, in the order of the nodes. */
export function readySet(nodes: readonly GraphNode[], doneIds: ReadonlySet<string>): string[] {
  const known = index(nodes);
  return nodes
    .filter((node) => !doneIds.has(node.id))
    .filter((node) => node.dependsOn.every((id) => doneIds.has(id) || !known.has(id)))
    .map((node) => node.id);
}

/** The heaviest chain from a node without dependencies to a node that nothing waits for. Nodes on a cycle count for nothing. */
export function criticalPath(nodes: readonly GraphNode[]): CriticalPath {
  const byId = index(nodes);
  const best = new Map<string, { weight: number; before: string | undefined }>();
  let last: string | undefined;
  let heaviest = Number.NEGATIVE_INFINITY;
  for (const node of inOrder(byId)) {
    let before: string | undefined;
    let behind = 0;
    for (const id of node.dependsOn) {
      const weight = best.get(id)?.weight;
      if (weight === undefined || (before !== undefined && weight <= behind)) continue;
      before = id;
      behind = weight;
    }
    const weight = behind + (node.weight ?? 1);
    best.set(node.id, { weight, before });
    if (weight > heaviest) {
      heaviest = weight;
      last = node.id;
    }
  }
  const ids: string[] = [];
  for (let id = last; id !== undefined; id = best.get(id)?.before) ids.push(id);
  return { ids: ids.reverse(), weight: last === undefined ? 0 : heaviest };
}

/** What waits for a node: nothing of it can be done before the node is. */
export function unblocks(nodes: readonly GraphNode[], id: string): Unblocked {
  const waiting = dependents(index(nodes));
  const direct = new Set(waiting.get(id) ?? []);
  const reached = new Set([id, ...direct]);
  const queue = [...direct];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const dependent of waiting.get(next) ?? []) {
      if (reached.has(dependent)) continue;
      reached.add(dependent);
      queue.push(dependent);
    }
  }
  reached.delete(id);
  const all = nodes.map((node) => node.id).filter((each) => reached.has(each));
  return {
    direct: all.filter((each) => direct.has(each)),
    indirect: all.filter((each) => !direct.has(each)),
  };
}

/**
 * Ids by layer: a node stands one layer below the lowest of its dependencies, so that every dependency points upward.
 * Nodes on a cycle, and what waits for them, come together in a last layer.
 */
export function layers(nodes: readonly GraphNode[]): string[][] {
  const byId = index(nodes);
  const depth = new Map<string, number>();
  let lowest = -1;
  for (const node of inOrder(byId)) {
    let own = 0;
    for (const id of node.dependsOn) own = Math.max(own, (depth.get(id) ?? -1) + 1);
    depth.set(node.id, own);
    lowest = Math.max(lowest, own);
  }
  const result: string[][] = [];
  for (const id of byId.keys()) {
    const layer = depth.get(id) ?? lowest + 1;
    while (result.length <= layer) result.push([]);
    result[layer]?.push(id);
  }
  return result;
}

/** Every node after its dependencies; nodes on a cycle, and those that wait for them, are left out. */
function inOrder(byId: ReadonlyMap<string, GraphNode>): GraphNode[] {
  const waiting = dependents(byId);
  const left = new Map<string, number>();
  for (const node of byId.values()) {
    left.set(node.id, new Set(node.dependsOn.filter((id) => byId.has(id))).size);
  }
  const order = [...byId.values()].filter((node) => left.get(node.id) === 0);
  for (let at = 0; at < order.length; at++) {
    const done = order[at];
    if (done === undefined) break;
    for (const id of waiting.get(done.id) ?? []) {
      const open = (left.get(id) ?? 0) - 1;
      left.set(id, open);
      const node = byId.get(id);
      if (open === 0 && node !== undefined) order.push(node);
    }
  }
  return order;
}

function dependents(byId: ReadonlyMap<string, GraphNode>): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const node of byId.values()) {
    for (const id of new Set(node.dependsOn)) {
      const list = result.get(id);
      if (list === undefined) result.set(id, [node.id]);
      else list.push(node.id);
    }
  }
  return result;
}

/** Where an id is given twice, the first node counts. */
function index(nodes: readonly GraphNode[]): Map<string, GraphNode> {
  const byId = new Map<string, GraphNode>();
  for (const node of nodes) if (!byId.has(node.id)) byId.set(node.id, node);
  return byId;
}

function duplicateIds(nodes: readonly GraphNode[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of nodes) (seen.has(id) ? twice : seen).add(id);
  return [...twice];
}

function circle(cycle: readonly string[]): string {
  const [first] = cycle;
  if (cycle.length <= NAMED_AT_MOST) return [...cycle, first].join(' -> ');
  return `${cycle.slice(0, NAMED_AT_MOST).join(' -> ')} -> ... (${cycle.length} in all) -> ${first}`;
}
