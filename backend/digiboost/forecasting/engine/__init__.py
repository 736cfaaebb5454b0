"""The forecasting engine: plain numpy, no database, no clock. The same code answers at night and on the command line.

``foretell.foretell`` is its door. What it does, in order: ``rhythm`` finds the shop's week, its closed days and its
calendar; ``features`` describes each product at many past moments; ``network`` learns from them how much of what
follows (quantiles of the demand of 3, 8 and 15 days, relative to a product's own scale); ``conformal`` corrects the
quantiles by what really followed; ``shop`` makes the sum of all products agree with the shop's own course.
"""
