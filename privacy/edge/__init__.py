"""The edge: where a request becomes an access, input becomes values, and a refusal becomes an answer.

`access` makes the access, `inputs` reads what was sent, `views` is the base of every API endpoint, `problems` turns every
refusal and every accident into one clear answer for pages and API alike. Nothing below the edge sees a request.
"""
