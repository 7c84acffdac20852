"""What is promised, and how each behaviour is checked: one folder for each contract, one file for each family."""
