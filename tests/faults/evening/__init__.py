"""A Friday evening's people: guests, cooks, whoever carries and whoever runs the floor, and what each knows of it.

Nobody reads anything twice: each folds the events of a stream, which is cut and resumed with its cursor.
"""
