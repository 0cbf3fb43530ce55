import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { ChangeBatch } from '#shared/changes.ts';
import type { Contract } from '#shared/contract/index.ts';
import { FaultError, fault } from '#shared/faults.ts';
import { backoff } from './backoff.ts';

export type Api = ContractRouterClient<Contract>;

export type LinkState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** `retryAt`: when the next attempt is made, epoch milliseconds. */
  | { kind: 'lost'; since: number; retryAt: number }
  /** The host answers but does not know this page. */
  | { kind: 'refused' };

export type LinkOptions = {
  url: string;
  /** Last journal position that was received; the host sends what came after. */
  lastSeq(): number | undefined;
  onBatch(batch: ChangeBatch): void;
  onState(state: LinkState): void;
};

export type Link = {
  /** The contract. While there is no connection a call fails with a `network` fault; it is not kept for later. */
  api: Api;
  /** Tries again at once. */
  retry(): void;
  close(): void;
};

/** A connection that stays: it comes back with growing pauses and resumes where the page stopped listening. */
export function createLink({ url, lastSeq, onBatch, onState }: LinkOptions): Link {
  let wire: ClientLink<ClientContext> | undefined;
  let socket: WebSocket | undefined;
  let timer: number | undefined;
  let failures = 0;
  let lostSince: number | undefined;
  let closed = false;

  const api = createApi(() => wire);

  const connect = () => {
    timer = undefined;
    const opened = new WebSocket(url);
    socket = opened;
    wire = new RPCLink({ websocket: opened });
    opened.addEventListener('open', () => void listen(opened));
    opened.addEventListener('close', () => void comeBack(opened));
  };

  const listen = async (opened: WebSocket) => {
    try {
      const after = lastSeq();
      const batches = await api.changes.watch(after === undefined ? {} : { after });
      failures = 0;
      lostSince = undefined;
      onState({ kind: 'live' });
      for await (const batch of batches) onBatch(batch);
    } catch {
      // Whatever ended the stream, the way on is the same: a new connection, from the last position.
    }
    opened.close();
  };

  const comeBack = async (opened: WebSocket) => {
    if (closed || socket !== opened) return;
    wire = undefined;
    lostSince ??= Date.now();
    if (await isRefused()) return onState({ kind: 'refused' });
    if (closed || socket !== opened) return;
    const wait = backoff(failures++, Math.random());
    onState({ kind: 'lost', since: lostSince, retryAt: Date.now() + wait });
    timer = window.setTimeout(connect, wait);
  };

  connect();
  return {
    api,
    retry() {
      if (timer === undefined) return;
      window.clearTimeout(timer);
      connect();
    },
    close() {
      closed = true;
      window.clearTimeout(timer);
      socket?.close();
    },
  };
}

/** The contract over whatever connection there is at the moment of a call. */
function createApi(wire: () => ClientLink<ClientContext> | undefined): Api {
  return createORPCClient({
    call: async (path, input, options) => {
      const current = wire();
      if (!current) throw new FaultError(noConnection);
      return current.call(path, input, options);
    },
  });
}

/** A WebSocket does not tell why it failed; a plain request does. */
async function isRefused(): Promise<boolean> {
  try {
    return (await fetch('/api/status')).status === 401;
  } catch {
    return false;
  }
}

const noConnection = fault('network', 'There is no connection to the host.', {
  hint: 'Nothing was sent. The page reconnects by itself; try again when the header says Live.',
});
