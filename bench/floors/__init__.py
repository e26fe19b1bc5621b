"""What the same job costs with nothing around it: the product's figures are ratios to these."""
