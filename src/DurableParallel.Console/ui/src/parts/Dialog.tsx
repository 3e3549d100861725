import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
    wide?: boolean;
}

/** A modal dialog: the browser's own, which keeps the focus within and closes on Escape. */
export function Dialog({ title, onClose, children, wide }: Props) {
    const ref = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const dialog = ref.current!;
        const before = document.activeElement;
        dialog.showModal();
        return () => {
            dialog.close();
            if (before instanceof HTMLElement) {
                before.focus();
            }
        };
    }, []);
    return (
        <dialog ref={ref} class={wide ? 'wide' : undefined} aria-label={title} onCancel={event => { event.preventDefault(); onClose(); }}
            onClick={event => { if (event.target === ref.current) { onClose(); } }}>
            <div class="dialog-body">
                <header><h2>{title}</h2><button type="button" class="icon" aria-label="Close" onClick={onClose}>✕</button></header>
                {children}
            </div>
        </dialog>
    );
}
