"""What is downloaded from other machines, and how far they are believed."""
