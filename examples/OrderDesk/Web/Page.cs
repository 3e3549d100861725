namespace DurableParallel.OrderDesk.Web;

/// <summary>The shop's page: buttons, and what came of the last one.</summary>
internal static class Page
{
    public const string Html =
        """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>OrderDesk</title>
          <link rel="icon" href="data:,">
          <style>
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
            body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
            button { font: inherit; margin: .25rem .25rem .25rem 0; padding: .4rem .8rem; }
            output { display: block; min-height: 3rem; margin-top: 1rem; white-space: pre-wrap; }
          </style>
        </head>
        <body>
          <h1>OrderDesk</h1>
          <p>A shop whose orders are durable executions. Place some, and watch them in the <a href="/durable">console</a>.</p>
          <p>
            <button data-post="/orders?count=1">Place an order</button>
            <button data-post="/orders?count=100">100 orders</button>
            <button data-post="/orders?count=5000">Load: 5,000 orders</button>
          </p>
          <p>
            <button data-post="/approvals">Answer the approvals</button>
            <button data-post="/imports">Import prices (fails)</button>
          </p>
          <p>
            <button data-post="/newsletters?drift=true">Newsletter whose code changes (blocks)</button>
            <button data-post="/newsletters?drift=false">Change the code back</button>
          </p>
          <output></output>
          <script>
            for (const button of document.querySelectorAll("button")) {
              button.addEventListener("click", async () => {
                const answer = await fetch(button.dataset.post, { method: "POST" });
                document.querySelector("output").textContent = await answer.text();
              });
            }
          </script>
        </body>
        </html>
        """;
}
