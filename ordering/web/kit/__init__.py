"""What every page is made with: who looks, forms, answers, words, formats."""
