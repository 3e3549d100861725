import type { ComponentChildren } from 'preact';
import { reason } from '../api/client';

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
    return <div class="empty"><p><strong>{title}</strong></p>{children}</div>;
}

export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
    return <div class="empty" role="alert"><p><strong>{reason(error)}</strong></p><button type="button" onClick={retry}>Try again</button></div>;
}

export const Loading = ({ what = 'Loading' }: { what?: string }) => <p class="loading" role="status">{what}…</p>;
