"""Small tools without models; they import nothing of the apps."""
