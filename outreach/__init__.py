"""The locked room: people who sleep rough, where they were seen, who has been to see them."""
