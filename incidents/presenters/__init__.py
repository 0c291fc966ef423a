"""What pages of reports and incidents show: plain data in, words and places out."""
