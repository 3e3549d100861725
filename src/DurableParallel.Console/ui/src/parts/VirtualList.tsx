import type { ComponentChildren } from 'preact';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Ref } from 'preact';
import { windowOf } from '../lib/window';

export interface ListHandle {
    show: (index: number) => void;
    focus: () => void;
}

interface Props {
    count: number;
    rowHeight: number;
    row: (index: number) => ComponentChildren;
    onRange?: (from: number, to: number) => void;
    class?: string;
    label: string;
    role?: 'grid' | 'list' | 'table';
    handle?: Ref<ListHandle>;
    head?: ComponentChildren;
    rowCount?: number;
}

/** A list of any length: only the rows that are seen exist. */
export function VirtualList({ count, rowHeight, row, onRange, class: name, label, role = 'list', handle, head, rowCount }: Props) {
    const ref = useRef<HTMLDivElement>(null);
    const [view, setView] = useState({ top: 0, height: 600 });
    useLayoutEffect(() => {
        const element = ref.current!;
        const measure = (): void => setView(old => (old.top === element.scrollTop && old.height === element.clientHeight
            ? old : { top: element.scrollTop, height: element.clientHeight }));
        const observer = new ResizeObserver(measure);
        observer.observe(element);
        element.addEventListener('scroll', measure, { passive: true });
        measure();
        return () => {
            observer.disconnect();
            element.removeEventListener('scroll', measure);
        };
    }, []);
    useImperativeHandle(handle ?? { current: null }, () => ({
        focus: () => ref.current?.focus(),
        show: index => {
            const element = ref.current!;
            const from = index * rowHeight;
            if (from < element.scrollTop) {
                element.scrollTop = from;
            } else if (from + rowHeight * 2 > element.scrollTop + element.clientHeight) {
                element.scrollTop = from + rowHeight * 2 - element.clientHeight;
            }
        },
    }), [rowHeight]);
    const { from, to } = windowOf(view.top, view.height, rowHeight, count, 6);
    useEffect(() => onRange?.(from, to), [from, to, count]);
    const rows: ComponentChildren[] = [];
    for (let index = from; index < to; index++) {
        rows.push(row(index));
    }

    const grid = role !== 'list';
    return (
        <div class={`virtual ${name ?? ''}`} ref={ref} role={role} aria-label={label} tabIndex={0} {...(grid ? { 'aria-rowcount': rowCount ?? count + 1 } : {})}>
            {head}
            <div class="virtual-space" role={grid ? 'rowgroup' : 'presentation'} style={{ height: `${count * rowHeight}px` }}>
                <div class="virtual-rows" role="presentation" style={{ transform: `translateY(${from * rowHeight}px)` }}>{rows}</div>
            </div>
        </div>
    );
}
