import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';

/** Whether the events of the page arrive: 'off' where a page has none. */
export const connection = signal<'off' | 'live' | 'lost'>('off');

type Handlers = Record<string, (data: never) => void>;

/** Listens to server-sent events while it is not closed; a browser connects again by itself. The event "open" is each connection, and has no data. */
export function listen(address: string, handlers: Handlers): () => void {
    const source = new EventSource(address);
    source.onopen = () => { connection.value = 'live'; };
    source.onerror = () => { connection.value = 'lost'; };
    for (const [name, handle] of Object.entries(handlers)) {
        source.addEventListener(name, event => handle(JSON.parse((event as Partial<MessageEvent<string>>).data ?? 'null') as never));
    }

    return () => {
        source.close();
        connection.value = 'off';
    };
}

/** The events of an address while the component is shown; none while the address is undefined or the tab is hidden. */
export function useLive(address: string | undefined, handlers: Handlers): void {
    const latest = useRef(handlers);
    latest.current = handlers;
    useEffect(() => {
        if (!address) {
            return undefined;
        }

        const forward: Handlers = {};
        for (const name of Object.keys(latest.current)) {
            forward[name] = data => latest.current[name]?.(data);
        }

        let close: (() => void) | undefined;
        const follow = (): void => {
            if (document.hidden) {
                close?.();
                close = undefined;
            } else {
                close ??= listen(address, forward);
            }
        };
        follow();
        document.addEventListener('visibilitychange', follow);
        return () => {
            document.removeEventListener('visibilitychange', follow);
            close?.();
        };
    }, [address]);
}
