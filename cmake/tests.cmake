# One program unit_FOLDER a folder of tests/unit/, all its cases found by CTest.
find_package(GTest REQUIRED)
include(GoogleTest)

file(GLOB folders RELATIVE ${CMAKE_SOURCE_DIR}/tests/unit ${CMAKE_SOURCE_DIR}/tests/unit/*)
foreach(folder ${folders})
  file(GLOB cases CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/${folder}/*_test.cpp)
  if(cases AND TARGET distcc_${folder})
    add_executable(unit_${folder} ${cases})
    target_compile_options(unit_${folder} PRIVATE -O0)  # half of the time to build the tests
    target_include_directories(unit_${folder} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(unit_${folder} PRIVATE TESTS_DIRECTORY="${CMAKE_SOURCE_DIR}/tests")
    target_link_libraries(unit_${folder} PRIVATE distcc_${folder} GTest::gtest_main GTest::gtest)
    gtest_discover_tests(unit_${folder} PROPERTIES LABELS unit TIMEOUT 60 DISCOVERY_TIMEOUT 60)
  endif()
endforeach()
