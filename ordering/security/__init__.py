"""Who is who: tokens, passwords, and keeping guessers out."""
