"""From the words of many documents to rows that compare them: keywords, neighbours, distinctive terms, clusters.

Works on any words and knows nothing of extraction. Every statistic states formula, source, range and what happens
at zero.
"""
