"""The bundled sample: 25 real trials in our own words and four published patients, for demo and tests.

The trials are the 20 that Santini (Blood 2019;133:521) names for MDS after failure of hypomethylating agents,
and five of lower-risk MDS. Each record says under `mdsmatch` that its eligibility is a paraphrase, from which
sources it was written, and how sure each is. The patients are the four cases of that paper, told when a
treatment has failed and the next is looked for. The paper gives the order and the lengths of time; the
dates are ours.
"""
