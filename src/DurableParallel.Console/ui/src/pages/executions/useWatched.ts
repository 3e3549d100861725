import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExecutionItem } from '../../api/types';

// A request's first line may be 8 KB long; names can be long too.
const Letters = 4000;
const Most = 100;
const Settled = 500;

/** The running executions that are seen, once scrolling has settled: those are watched. */
export function useWatched(items: readonly ExecutionItem[]): { names: readonly string[]; range: (from: number, to: number) => void } {
    const [names, setNames] = useState<readonly string[]>([]);
    const range = useRef({ from: 0, to: 0 });
    const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
    const latest = useRef(items);
    latest.current = items;
    const later = (): void => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
            const next = chosen(latest.current.slice(range.current.from, range.current.to));
            setNames(old => (old.join('\n') === next.join('\n') ? old : next));
        }, Settled);
    };
    useEffect(later, [items]);
    useEffect(() => () => clearTimeout(timer.current), []);
    return {
        names,
        range: (from, to) => {
            range.current = { from, to };
            later();
        },
    };
}

function chosen(seen: readonly ExecutionItem[]): string[] {
    const names: string[] = [];
    let letters = 0;
    for (const item of seen) {
        letters += encodeURIComponent(item.name).length + 7;
        if (item.ended === undefined && letters < Letters && names.length < Most) {
            names.push(item.name);
        }
    }

    return names;
}
