"""Reports: what a manager shows to a banker, a supplier or a tax officer; made by a worker, sent by itself."""
