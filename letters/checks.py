def letter_libraries(app_configs, **kwargs):
    return []
