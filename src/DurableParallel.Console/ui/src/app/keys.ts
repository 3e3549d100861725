import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

export interface Key {
    /** "f", "Escape", "g e" (one after the other), "?" … as KeyboardEvent.key says. */
    keys: string;
    text: string;
    run?: () => void;
    /** Whether it does something now; else the key is left to what has the focus. */
    when?: () => boolean;
    hidden?: boolean;
}

export interface Section {
    title: string;
    keys: readonly Key[];
}

/** What the keys do now, for the sheet. */
export const sections = signal<readonly Section[]>([]);

const Sequence = 1000;
let first = '';
let firstAt = 0;

const isWriting = (target: EventTarget | null): boolean =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
        && !(target instanceof HTMLInputElement && /^(checkbox|radio|range|button)$/.test(target.type)));

export function listenToKeys(): void {
    window.addEventListener('keydown', event => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector('dialog[open]')) {
            return;
        }

        const sequence = performance.now() - firstAt < Sequence ? `${first} ${event.key}` : '';
        const found = find(sequence) ?? find(event.key);
        first = event.key;
        firstAt = performance.now();
        if (found?.run) {
            first = '';
            event.preventDefault();
            found.run();
        }
    });
}

function find(keys: string): Key | undefined {
    for (let index = sections.value.length - 1; index >= 0; index--) {
        const key = sections.value[index]!.keys.find(one => one.keys === keys && one.run && one.when?.() !== false);
        if (key) {
            return key;
        }
    }

    return undefined;
}

/** The keys of a component while it is shown. */
export function useKeys(title: string, keys: readonly Key[]): void {
    const latest = useRef(keys);
    latest.current = keys;
    const shape = keys.map(key => `${key.keys}\t${key.text}`).join('\n');
    useEffect(() => {
        const section: Section = {
            title,
            keys: latest.current.map((key, index) => ({ ...key, ...(key.run ? { run: () => latest.current[index]?.run?.(), when: () => latest.current[index]?.when?.() !== false } : {}) })),
        };
        sections.value = [...sections.value, section];
        return () => { sections.value = sections.value.filter(other => other !== section); };
    }, [title, shape]);
}
