import warnings

warnings.warn("to be seen", UserWarning)
warnings.warn("of old", DeprecationWarning)
print("a" is "a", "\d")
warnings.simplefilter("error")
warnings.warn("now an error")
