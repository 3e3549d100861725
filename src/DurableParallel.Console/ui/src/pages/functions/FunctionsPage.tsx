export const FunctionsPage = () => <p>Soon.</p>;
