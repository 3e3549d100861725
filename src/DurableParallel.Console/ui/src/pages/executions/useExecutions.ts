import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../../api/client';
import type { ExecutionItem, Page } from '../../api/types';

const PageSize = 200;

export interface Executions {
    items: readonly ExecutionItem[];
    /** Whether there are more than those that were loaded. */
    more: boolean;
    loading: boolean;
    error?: unknown;
    loadMore: () => void;
    reload: () => void;
    update: (changed: readonly ExecutionItem[]) => void;
}

/** The executions that a filter chooses, page after page as they are scrolled to. */
export function useExecutions(query: string): Executions {
    const [state, setState] = useState<{ items: ExecutionItem[]; next?: string; loading: boolean; error?: unknown; done: boolean }>({ items: [], loading: true, done: false });
    const [turn, setTurn] = useState(0);
    const run = useRef(0);
    const busy = useRef(false);

    const load = async (mine: number, after: string | undefined, keep: ExecutionItem[]): Promise<void> => {
        busy.current = true;
        const parameters = new URLSearchParams(query);
        parameters.set('limit', String(PageSize));
        if (after) {
            parameters.set('after', after);
        }

        try {
            const page = await get<Page<ExecutionItem>>('executions', parameters);
            if (mine === run.current) {
                setState({ items: [...keep, ...page.items], loading: false, done: page.next === undefined, ...(page.next === undefined ? {} : { next: page.next }) });
            }
        } catch (error) {
            if (mine === run.current) {
                setState(old => ({ ...old, loading: false, error }));
            }
        } finally {
            if (mine === run.current) {
                busy.current = false;
            }
        }
    };

    useEffect(() => {
        const mine = ++run.current;
        setState(old => ({ items: old.items, loading: true, done: false }));
        void load(mine, undefined, []);
    }, [query, turn]);

    return {
        items: state.items,
        more: !state.done,
        loading: state.loading,
        error: state.error,
        loadMore: () => {
            if (!busy.current && state.next && !state.error) {
                void load(run.current, state.next, state.items);
            }
        },
        reload: () => setTurn(old => old + 1),
        update: changed => setState(old => {
            const byName = new Map(changed.map(item => [item.name, item]));
            return { ...old, items: old.items.map(item => byName.get(item.name) ?? item) };
        }),
    };
}
