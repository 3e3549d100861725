// One way to the API: below the path that the console is mounted at, which is where this script's folder is.
import { segment } from '../lib/segments';

export const base = new URL(/* @vite-ignore */ '../', import.meta.url);

export class ApiError extends Error {
    constructor(readonly status: number, readonly code: string, message: string) {
        super(message);
    }
}

export type Query = Record<string, string | number | boolean | readonly string[] | undefined> | URLSearchParams;

/** The path of a resource, each part escaped. */
export const at = (...segments: string[]): string => segments.map(segment).join('/');

export function url(path: string, query?: Query): string {
    const target = new URL(`api/${path}`, base);
    if (query instanceof URLSearchParams) {
        query.forEach((value, key) => target.searchParams.append(key, value));
    } else if (query) {
        for (const [key, value] of Object.entries(query)) {
            const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
            values.forEach(one => target.searchParams.append(key, String(one)));
        }
    }

    return target.href;
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
    return request<T>(url(path, query), { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) });
}

/** A request that changes state: it has the header that no form of another site can send. */
export function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, query?: Query): Promise<T> {
    return request<T>(url(path, query), {
        method,
        headers: { accept: 'application/json', 'content-type': 'application/json', 'x-durable-console': '1' },
        body: JSON.stringify(body ?? {}),
    });
}

async function request<T>(target: string, init: RequestInit): Promise<T> {
    const response = await fetch(target, { credentials: 'same-origin', ...init });
    const text = await response.text();
    if (response.ok) {
        return (text === '' ? undefined : JSON.parse(text)) as T;
    }

    throw failure(response.status, response.statusText, text);
}

function failure(status: number, statusText: string, text: string): ApiError {
    try {
        const { error } = JSON.parse(text) as { error: { code: string; message: string } };
        return new ApiError(status, error.code, error.message);
    } catch {
        return new ApiError(status, String(status), `The server answered ${status} ${statusText}.`);
    }
}

/** What went wrong, as one sentence for a person. */
export function reason(error: unknown): string {
    if (error instanceof ApiError) {
        return error.message;
    }

    return error instanceof TypeError ? 'The server cannot be reached.' : String(error instanceof Error ? error.message : error);
}
