import { ApiError, url } from '../../api/client';

/** Asks for a simulation: a POST because of its body; it changes nothing. */
export async function ask<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const response = await fetch(url(path), {
        method: 'POST', credentials: 'same-origin', signal, headers: { accept: 'application/json', 'content-type': 'application/json', 'x-durable-console': '1' }, body: JSON.stringify(body),
    });
    const answer = await response.json() as T & { error?: { code: string; message: string } };
    if (!response.ok) {
        throw new ApiError(response.status, answer.error?.code ?? '', answer.error?.message ?? `The server answered ${response.status}.`);
    }

    return answer;
}
