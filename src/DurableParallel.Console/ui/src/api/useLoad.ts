import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
    data?: T;
    error?: unknown;
    loading: boolean;
    reload: () => void;
    set: (change: (data: T) => T) => void;
}

/** Loads when `key` changes and on reload; an answer that came too late is dropped, old data stays until new data is there. */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
    const [state, setState] = useState<{ key: string; data?: T; error?: unknown; loading: boolean }>({ key, loading: true });
    const [turn, setTurn] = useState(0);
    const latest = useRef(load);
    latest.current = load;
    useEffect(() => {
        const abort = new AbortController();
        setState(old => (old.key === key ? { ...old, loading: true } : { key, loading: true }));
        latest.current(abort.signal).then(
            data => abort.signal.aborted || setState({ key, data, loading: false }),
            (error: unknown) => abort.signal.aborted || setState(old => ({ ...old, key, error, loading: false })));
        return () => abort.abort();
    }, [key, turn]);
    const reload = useCallback(() => setTurn(old => old + 1), []);
    const set = useCallback((change: (data: T) => T) => setState(old => (old.data === undefined ? old : { ...old, data: change(old.data) })), []);
    return state.key === key ? { ...state, reload, set } : { loading: true, reload, set };
}
