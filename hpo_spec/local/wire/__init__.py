"""AWS's wire formats, from the server's side: HTTP requests to parameters, answers and refusals to responses."""
