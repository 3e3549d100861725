import { signal } from '@preact/signals';
import { get } from '../api/client';
import type { Meta } from '../api/types';

export const meta = signal<Meta | undefined>(undefined);
export const metaError = signal<unknown>(undefined);

/** The time, once a second: what shows a duration that still grows reads it. */
export const now = signal(Date.now());

/** Whether the page is so narrow that tables become cards. */
export const narrow = signal(false);

export const canAct = (): boolean => meta.value !== undefined && !meta.value.readOnly;

/** Whether histories are exported: not where an application decides what is shown of payloads. */
export const canExport = (): boolean => meta.value?.exports !== false;

export async function loadMeta(): Promise<void> {
    try {
        meta.value = await get<Meta>('meta');
        metaError.value = undefined;
    } catch (error) {
        metaError.value = error;
    }
}

export function startClock(): void {
    setInterval(() => {
        if (!document.hidden) {
            now.value = Date.now();
        }
    }, 1000);
    const media = window.matchMedia('(max-width: 720px)');
    narrow.value = media.matches;
    media.addEventListener('change', () => { narrow.value = media.matches; });
}

export interface Toast {
    id: number;
    text: string;
    kind: 'done' | 'failed';
}

export const toasts = signal<readonly Toast[]>([]);
let toastId = 0;

export function say(text: string, kind: Toast['kind'] = 'done'): void {
    const toast = { id: ++toastId, text, kind };
    toasts.value = [...toasts.value.slice(-3), toast];
    setTimeout(() => dismiss(toast.id), kind === 'done' ? 5000 : 12000);
}

export function dismiss(id: number): void {
    toasts.value = toasts.value.filter(toast => toast.id !== id);
}
