export const CallbacksPage = () => <p>Soon.</p>;
